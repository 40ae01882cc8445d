import type { Deployment } from '#shared/study/deployments'
import type { addDemonstration } from './demonstration/add-demonstration.ts'
import type { firstAdministratorCode, ServerContext } from './set-up.ts'
import { whyUnusable } from './study/base-map.ts'
import { replaceLostKey } from './sync/identifier-keys.ts'
import type { KeyStore } from './sync/key-store.ts'

interface StartMessage {
	/** Address of the app, without a slash at the end. */
	readonly address: string
	readonly advice: readonly string[]
	readonly first: Awaited<ReturnType<typeof firstAdministratorCode>>
	readonly demonstration: Awaited<ReturnType<typeof addDemonstration>>
}

/** Returns the text that the server prints when it has started. */
export function formatStartMessage({ address, advice, first, demonstration }: StartMessage): string {
	const lines = ['', `  Zila is at ${address}`, `  Desk       ${address}/desk`, ...advice]
	if (first.outcome === 'made')
		lines.push(
			'',
			`  First administrator: sign in with the enrolment code  ${first.code}`,
			`                       ${address}/desk#code=${first.code}`,
		)
	if (first.outcome === 'made-before')
		lines.push(
			'',
			'  First administrator: the enrolment code that was shown when it was created is still valid.',
			'                       If it is lost, create another one: zila admin-code',
		)
	if (demonstration.length > 0)
		lines.push(
			'',
			'  Demonstration round with made-up records. Enrolment codes:',
			...demonstration.map(
				({ who, code: demoCode, path }) =>
					`    ${who.padEnd(14)} ${demoCode}   ${address}${path}#code=${demoCode}`,
			),
		)
	return [...lines, ''].join('\n')
}

/** Returns advice for stores from before the helpline had a server of its own. */
export async function adviceOnHelpline(
	{ forms }: ServerContext,
	startedFor: readonly Deployment[],
): Promise<string[]> {
	if (startedFor.includes('helpline') || !(await forms.serves()).includes('helpline')) return []
	return [
		'',
		'  The calls of the helpline are in this store, together with the survey. They have a server of their own now, with a store, keys and',
		'  people of its own: docs/install.md explains how to move them, under “A server for the helpline”. Until then everything works here.',
	]
}

/**
 * Returns advice if the key for identifiers is missing. With the embedded store this is the only server, and
 * the key is replaced. With PostgreSQL another process probably has it. @throws KeyStoreInaccessibleError,
 * FilesUnavailable
 */
export async function adviceOnKeys({ store, identifiers }: ServerContext, keys: KeyStore): Promise<string[]> {
	if ((await identifiers.state()) !== 'missing') return []
	const isReplaced = store.engine === 'sqlite' && (await replaceLostKey(store, keys))
	return [
		'',
		'  The key to identifiers is missing: telephone numbers that were sealed to it stay closed.',
		...(isReplaced
			? [
					'  Copy the folder keys of the former server into DATA_FOLDER, or enter the former recovery key',
					'  under Users & teams. From now on another key is used. Download the recovery key again.',
				]
			: [
					'  If several processes use this database, one of them has it: give all of them one DATA_FOLDER on a',
					'  shared disk, or one bucket (FILES_S3_URL), and restart this one. Otherwise copy the folder keys of the former server',
					'  into DATA_FOLDER, or enter the recovery key under Users & teams.',
					'  Only if all of these are lost: zila restore-keys --new-key, for all later answers',
				]),
	]
}

/** Says why the base map cannot be used; null if it can. The desk works without it. */
export async function adviceOnBaseMap(file: string): Promise<string | null> {
	const why = await whyUnusable(file)
	return why === null
		? null
		: `The base map ${file} ${why}. Maps are shown without it: correct the file or BASE_MAP (docs/install.md).`
}
