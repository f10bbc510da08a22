import type { Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { personById } from '../directory.ts';
import { same } from '../ids.ts';
import type { SignIn } from '../model-directory.ts';
import type { WorldData } from '../model.ts';
import { MICROSOFT_APPS } from '../seed-directory.ts';
import { GraphRefusal } from './refusal.ts';
import { option, page, worldFor, type Thing, type Version } from './request.ts';

/** Each clause that Graph takes here, joined by `and` (learn.microsoft.com, signIn resource type; appId supports `eq` alone). */
const TEXT = /^(userId|appId|resourceId|id|userPrincipalName|correlationId|conditionalAccessStatus) eq '([^']*)'$/;
const TIME = /^createdDateTime (ge|le|gt|lt) ([\d-]+T[\d:.]+Z)$/;
const CODE = /^status\/errorCode (eq|ne) (\d+)$/;

/** AADSTS numbers by which a policy stopped the sign-in. */
const CONDITIONAL_ACCESS = new Set([50074, 50076, 50079, 53000, 53001, 53003]);

const PERMISSION = 'AuditLog.Read.All';

/** The sign-in log, newest first; only tenants with Entra ID P1 or P2 may read it. */
export function signIns(router: Router, context: SandboxContext, version: Version): void {
  router.get('/auditLogs/signIns', (request, response) => {
    const data = worldFor(context, request, response);
    if (!data.bot.graphPermissions.includes(PERMISSION)) {
      throw new GraphRefusal(
        403,
        'Authentication_MSGraphPermissionMissing',
        `Calling principal does not have required MSGraph permissions ${PERMISSION}`,
      );
    }
    if (!data.premium) {
      throw new GraphRefusal(
        403,
        'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
        "Neither tenant is B2C or tenant doesn't have premium license",
      );
    }
    const order = option(request, '$orderby');
    if (order !== undefined && !/^createdDateTime( desc)?$/.test(order)) {
      throw new GraphRefusal(400, 'BadRequest', `The sandbox does not sort sign-ins by '${order}'.`);
    }
    const test = reading(option(request, '$filter'));
    const found = data.signIns
      .filter((entry) => test(entry, shape(data, entry)))
      .toSorted((a, b) => b.at - a.at)
      .map((entry) => shape(data, entry));
    if (order === 'createdDateTime') found.reverse();
    response.json(page(context, request, 'auditLogs/signIns', found, version));
  });
}

function reading(text: string | undefined): (entry: SignIn, thing: Thing) => boolean {
  const tests = (text?.trim() ? text.trim().split(/\s+and\s+/i) : []).map(
    (clause): ((entry: SignIn, thing: Thing) => boolean) => {
      const [, name, value = ''] = TEXT.exec(clause) ?? [];
      if (name !== undefined) return (_entry, thing) => same(String(thing[name]), value);
      const [, comparison, instant = ''] = TIME.exec(clause) ?? [];
      if (comparison !== undefined) {
        const at = Date.parse(instant);
        const sign = comparison.startsWith('g') ? 1 : -1;
        const touching = comparison.endsWith('e');
        return (entry) => (entry.at - at) * sign > 0 || (touching && entry.at === at);
      }
      const [, equality, code] = CODE.exec(clause) ?? [];
      if (equality !== undefined) return (entry) => (entry.errorCode === Number(code)) === (equality === 'eq');
      throw new GraphRefusal(400, 'BadRequest', `Invalid filter clause: '${clause}' is not supported for signIns.`);
    },
  );
  return (entry, thing) => tests.every((test) => test(entry, thing));
}

function shape(data: WorldData, entry: SignIn): Thing {
  const person = personById(data, entry.userId);
  return {
    id: entry.id,
    createdDateTime: new Date(entry.at).toISOString(),
    userDisplayName: person?.displayName ?? '',
    userPrincipalName: person?.userPrincipalName ?? '',
    userId: entry.userId,
    appId: entry.appId,
    appDisplayName: MICROSOFT_APPS[entry.appId] ?? entry.appId,
    ipAddress: '203.0.113.24',
    clientAppUsed: 'Mobile Apps and Desktop clients',
    correlationId: entry.id,
    conditionalAccessStatus: CONDITIONAL_ACCESS.has(entry.errorCode) ? 'failure' : 'notApplied',
    isInteractive: true,
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    resourceDisplayName: MICROSOFT_APPS[entry.resourceId] ?? entry.resourceId,
    resourceId: entry.resourceId,
    status: { errorCode: entry.errorCode, failureReason: entry.failureReason, additionalDetails: null },
    deviceDetail: {
      deviceId: '',
      displayName: entry.device,
      operatingSystem: 'Windows',
      browser: '',
      isCompliant: false,
      isManaged: false,
      trustType: '',
    },
    location: { city: 'Berlin', state: 'Berlin', countryOrRegion: 'DE', geoCoordinates: {} },
    appliedConditionalAccessPolicies: [],
  };
}
