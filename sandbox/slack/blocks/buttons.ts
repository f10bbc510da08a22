/** Elements that are pressed. */
import { list, object, string, word } from './check.ts';
import type { Check } from './check.ts';
import { actionId, confirm, link, plain, workflow } from './objects.ts';

const label = plain(75);
const value = string({ max: 2000 });
const spoken = string({ max: 75 });
const style = word('primary', 'danger');

export const button: Check = object(
  { type: word('button'), text: label },
  { action_id: actionId, url: link, value, style, confirm, accessibility_label: spoken },
);

export const workflowButton: Check = object(
  { type: word('workflow_button'), text: label, workflow },
  { action_id: actionId, style, confirm, accessibility_label: spoken },
);

const feedback = object({ text: label, value }, { accessibility_label: spoken });

export const feedbackButtons: Check = object(
  { type: word('feedback_buttons'), positive_button: feedback, negative_button: feedback },
  { action_id: actionId },
);

export const iconButton: Check = object(
  { type: word('icon_button'), icon: string({ min: 1 }), text: label },
  {
    action_id: actionId,
    value,
    confirm,
    accessibility_label: spoken,
    visible_to_user_ids: list(string({ min: 1 }), { max: 10 }),
  },
);
