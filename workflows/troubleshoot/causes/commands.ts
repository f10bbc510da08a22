/** Commands to copy, for this person, VM and cloud. Nothing that Azure or people chose can become a command of its own. */
import { addressOf } from '../../present/connect.ts';
import type { Case, Remedy } from '../causes.ts';
import { CLOUD_FACTS } from '../clouds.ts';
import type { CloudFacts } from '../clouds.ts';

type Step = Remedy['steps'][number];

/** An argument for az, in Bash as the Cloud Shell has it; as long as the value is ordinary, in PowerShell too. */
export function sh(value: string): string {
  const plain = clean(value);
  if (ORDINARY.test(plain)) return plain;
  return TAME.test(plain) ? `"${plain}"` : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}

/** An argument for PowerShell. */
export function ps(value: string): string {
  // PowerShell takes the typographic quotation marks for plain ones.
  return `'${clean(value).replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}

const ORDINARY = /^[\w./:][\w.@/:-]*$/;
/** Means the same between double quotation marks in Bash and in PowerShell. */
const TAME = /^[\w\s.@/:()',+=#&-]+$/;

function clean(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');
}

/** An az command about this VM. `name` is how that command calls the VM’s name. */
export function az(it: Case, verb: string, rest = '', name = '--name'): string {
  const { vm } = it;
  const where = `--subscription ${sh(vm.subscription)} --resource-group ${sh(vm.resourceGroup)} ${name} ${sh(vm.name)}`;
  return `az ${verb} ${where}${rest === '' ? '' : ` ${rest}`}`;
}

/** Something to run in PowerShell inside the VM, through Azure: works without signing in to it. */
export function inside(it: Case, script: string): string {
  return az(it, 'vm run-command invoke', `--command-id RunPowerShellScript --scripts ${shWhole(script)}`);
}

function shWhole(script: string): string {
  return `'${script.replaceAll("'", String.raw`'\''`)}'`;
}

export function installExtension(it: Case): string {
  const publisher = '--publisher Microsoft.Azure.ActiveDirectory --name AADLoginForWindows';
  return az(it, 'vm extension set', publisher, '--vm-name');
}

export function removeExtension(it: Case, name: string): string {
  return az(it, 'vm extension delete', `--name ${sh(name)}`, '--vm-name');
}

/** Signs in to Graph PowerShell in this cloud with what the next command needs. */
export function connectGraph(it: Case, ...scopes: readonly string[]): string {
  const environment = it.cloud === 'public' ? '' : ` -Environment ${cloudOf(it).mg}`;
  return `Connect-MgGraph${environment} -Scopes ${scopes.join(',')}`;
}

export function cloudOf(it: Pick<Case, 'cloud'>): CloudFacts {
  return CLOUD_FACTS[it.cloud];
}

/** The name to type as the computer; `told` is what the machine has said since. */
export function addressFor({ vm }: Pick<Case, 'vm'>, told = vm.computerName): string {
  return addressOf({ name: vm.name, ...(told === undefined ? {} : { computerName: told }) });
}

/** Puts in front what the Azure CLI needs to find another cloud than the public one. */
export function inCloud(it: Case, steps: readonly Step[]): readonly Step[] {
  if (it.cloud === 'public' || !steps.some(({ command }) => command?.startsWith('az '))) return steps;
  return [
    {
      text: 'Point the Azure CLI at this cloud and sign in.',
      command: `az cloud set --name ${cloudOf(it).az}; az login`,
    },
    ...steps,
  ];
}
