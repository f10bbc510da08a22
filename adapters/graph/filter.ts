/** A text as OData wants it: in quotes, with quotes in it doubled (OData URL conventions, 5.1.1.14). */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Users with this address, as mail, sign-in name or proxy address. Proxy addresses begin with `SMTP:` for the primary one
 * and with `smtp:` for the others (learn.microsoft.com, user resource type).
 */
export function addressFilter(mail: string): string {
  const proxies = ['smtp:', 'SMTP:'].map((prefix) => `proxyAddresses/any(p:p eq ${quote(prefix + mail)})`);
  return [`mail eq ${quote(mail)}`, `userPrincipalName eq ${quote(mail)}`, ...proxies].join(' or ');
}
