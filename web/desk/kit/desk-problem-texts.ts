import type { TextKey } from '../../ui/i18n.ts'

/**
 * Messages of problems for which a phone says that it sends later by itself. The desk has no data of its own: what
 * the server has not received is not saved.
 */
export const deskProblemTexts = {
	'no-connection': 'desk.problem.no-connection',
	'not-our-server': 'desk.problem.not-our-server',
	'server-busy': 'desk.problem.server-busy',
	'server-disk-full': 'desk.problem.server-disk-full',
	'store-damaged': 'desk.problem.store-damaged',
	'tls-needed': 'desk.problem.tls-needed',
} as const satisfies Readonly<Record<string, TextKey>>
