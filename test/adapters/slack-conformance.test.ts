import { chatConformance } from '../conformance/chat.ts';
import { slackWorld } from './slack-world.ts';

chatConformance('Slack over Socket Mode', () => slackWorld('socket'));
chatConformance('Slack over HTTP', () => slackWorld('http'));
