import { Type } from '@mikro-orm/postgresql';

/**
 * A wall time without a zone, `YYYY-MM-DDTHH:MM`, in a column `timestamp`. Never a Date, which would see it in the zone
 * of this machine. Seconds are cut off: rules are kept to the minute.
 */
export class WallTimeType extends Type<string, string> {
  override convertToJSValue(value: string): string {
    return value.replace(' ', 'T').slice(0, 16);
  }

  override getColumnType(): string {
    return 'timestamp(6)';
  }

  override compareAsType(): string {
    return 'string';
  }
}
