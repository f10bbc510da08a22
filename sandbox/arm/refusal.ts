/** An answer of Azure Resource Manager that is an error; thrown by handlers, written by arm/index.ts. */
export class ArmRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly unknown[] | undefined;

  constructor(status: number, code: string, message: string, details?: readonly unknown[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
