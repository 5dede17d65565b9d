/** What BookMe asks of a Temporal server; the development server is started with it, a cluster is set up with it. */
export const server = {
  /** With a server of your own: TEMPORAL_NAMESPACE. */
  namespace: 'bookme',
  /**
   * How long closed runs stay readable, in days. It has to exceed the longest time that an outbox row may wait (7 days),
   * for only as long does the server know a run again.
   */
  retentionDays: 30,
  /** Name → type. None: workflow ids answer whose a run is, and every attribute is one more thing to set up and to erase. */
  searchAttributes: {},
  /** Of the development server: its defaults. */
  dynamicConfig: {},
} as const;
