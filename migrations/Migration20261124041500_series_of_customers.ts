import { Migration } from '@mikro-orm/migrations';

/** Whether customers may book a series by themselves, and how long a one. The desk is not held by it. */
export class Migration20261124041500_series_of_customers extends Migration {
  override up(): void {
    this.addSql(
      `alter table services add column series_most integer not null default 0 check (series_most between 0 and 52)`,
    );
  }
}
