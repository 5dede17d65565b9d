export * from './client.ts';
export * from './stream.ts';
