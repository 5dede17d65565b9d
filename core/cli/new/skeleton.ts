/** What one kind of thing is written as. */
export interface Skeleton {
  /** Path relative to the repository's root → content. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of a file that is there → its text with the new thing listed. @throws NameRefused when its shape is not known */
  readonly edits?: Readonly<Record<string, (text: string) => string>>;
  /** What is left for a person to do, in order. */
  readonly next: readonly string[];
}

export interface SkeletonContext {
  /** Absolute path of the repository. */
  readonly root: string;
  /** For the time in a migration's name. */
  readonly now: Temporal.Instant;
}

/** @throws NameRefused when the name is no good name for such a thing */
export type SkeletonMaker = (name: string, context: SkeletonContext) => Skeleton;
