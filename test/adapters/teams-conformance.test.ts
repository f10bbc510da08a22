import { chatConformance } from '../conformance/chat.ts';
import { teamsWorld } from './teams-world.ts';

chatConformance('Teams', teamsWorld);
