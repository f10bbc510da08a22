/** The connector's "no": `{ error: { code, message } }` with this status. */
export class ConnectorError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.name = 'ConnectorError';
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export function badSyntax(message: string): never {
  throw new ConnectorError(400, 'BadSyntax', message);
}
