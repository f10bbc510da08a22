import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificate = {
  readonly key: string;
  readonly cert: string;
  /** PEM of the authority that signed it. */
  readonly authority: string;
  /** File that holds the authority, for NODE_EXTRA_CA_CERTS. */
  readonly file: string;
  remove(): Promise<void>;
};

/** Makes an authority and a certificate for this machine, both new, and writes the authority to a temporary folder. */
export async function makeCertificate(): Promise<Certificate> {
  const authority = await generate([{ name: 'commonName', value: 'Latchkey sandbox authority' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-sandbox-'));
  const file = join(folder, 'authority.pem');
  await writeFile(file, authority.cert);
  return {
    key: server.private,
    cert: server.cert,
    authority: authority.cert,
    file,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
