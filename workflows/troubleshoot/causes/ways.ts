/** Answers that several causes share, because they belong to one way of signing in. */

/** Windows’ own box for name and password (CredSSP), not the sign-in page. */
export const BY_PASSWORD = { windows: 0.95, page: 0.02, missing: 0.03 } as const;
/** The sign-in page: “Use a web account”. */
export const BY_PAGE = { page: 0.93, windows: 0.05 } as const;

/** The password itself is in order. */
export const GOOD_PASSWORD = { works: 0.55, worksCode: 0.43 } as const;

/** A client on Windows that can do everything. */
export const ON_WINDOWS = { mstsc: 0.72, windowsApp: 0.25 } as const;
