/**
 * Who sees a request's card in the approvers' channel in a way of their own, in chats that can show one message to different
 * people differently. It is for their eyes only: what somebody may do is decided when they press, whatever they were shown.
 */
import { ruleFor } from '../policy.ts';
import type { Policy } from '../policy.ts';
import { OPEN_STATES } from '../request.ts';
import type { Living } from '../request.ts';
import type { Viewer } from './request.ts';

/** As whom this person, by object id, reads the card in the channel. Once nothing can change any more all see the same. */
export function viewerOf(state: Living, person: string | undefined): Viewer {
  if (!isOpen(state)) return 'approvers';
  if (person === state.ask.requester.id) return 'requester';
  const approval = state.approvals.find((each) => each.by.id === person);
  return state.is === 'pending' && approval !== undefined ? approval : 'approvers';
}

/**
 * Whom the request concerns by name, those first whom it concerns most: who asked, who approved, and whom the policy lets
 * decide. By object id or, where the policy says so, by UPN. Members of groups are not among them: who they are, only the
 * directory knows.
 */
export function viewersOf(state: Living, policy: Policy): readonly string[] {
  if (!isOpen(state)) return [];
  const { requester, vm, role } = state.ask;
  const named = ruleFor(policy, vm, role)?.approve.people ?? [];
  return [...new Set([requester.id, ...state.approvals.map((each) => each.by.id), ...named])];
}

function isOpen(state: Living): boolean {
  return OPEN_STATES.some((name) => name === state.is);
}
