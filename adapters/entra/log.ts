/** What the adapters of Microsoft's services say to the log. */
export type Log = {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
};
