import { shortDigest } from '#shared/kernel/digest'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { adoptedPath, ownerPath } from '#shared/revisions/metadata-paths'
import type { Revision } from '#shared/revisions/revision'
import type { Frame } from '#shared/sync/bundle'
import { openRevisionFrame, revisionFrame, revisionToSign, signatureFrame } from '#shared/sync/revision-frame'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { rewritten } from '../helpers/phone.ts'
import { formId } from './forms.ts'

/** Expected treatment of a forged revision: quarantined until a person decides, or not stored at all. */
export type Expected = 'quarantined' | 'refused'
export interface Forgery {
	readonly name: string
	readonly id: string
	readonly frames: readonly Frame[]
	readonly expected: Expected
}

/** A record of somebody else, as the hostile phone may have seen it over a shoulder. */
export interface Victim {
	readonly record: string
	readonly heads: readonly string[]
	readonly person: string
	readonly device: string
}

/** Writes an edit of the simulation's form; `change` is what no phone of ours would write. */
export function hostileEdit(
	phone: TestPhone,
	record: string,
	set: Revision['set'],
	change: Partial<Revision> = {},
): Edit {
	return rewritten(phone.edit(record, set), { form: { id: formId, ver: 1 }, ...change })
}

/** Returns a bundle's worth of forged revisions, one of each kind. `own`: a record that the hostile phone began. */
export async function writeForgeries(
	phone: TestPhone,
	{ victim, own, random }: { readonly victim: Victim; readonly own: Edit; readonly random: SeededRandom },
): Promise<Forgery[]> {
	const parents = [...victim.heads]
	const ownRecord = own.revision.record
	const onOwn = { parents: [own.id] }
	const inTheirs = (set: Revision['set']) => hostileEdit(phone, victim.record, set, { parents, set })
	const inOwn = (set: Revision['set']) => hostileEdit(phone, ownRecord, set, { ...onOwn, set })
	const inTheirName = { device: victim.device, author: victim.person }
	const quarantined: readonly (readonly [string, Edit])[] = [
		['a change of another user’s record', inTheirs({ a: 'forged' })],
		['another root of another user’s record', hostileEdit(phone, victim.record, { b: 99 })],
		['a return to draft of another user’s record', inTheirs({ $status: 'draft' })],
		['a reassignment of another user’s record', inTheirs({ [ownerPath]: phone.enrolled.person })],
		['a record in another user’s name', hostileEdit(phone, phone.newRecord(), { a: 'x' }, inTheirName)],
		['another author', hostileEdit(phone, phone.newRecord(), { a: 'x' }, { author: victim.person })],
		['a record of another project', hostileEdit(phone, phone.newRecord(), { a: 'x' }, { project: 'other' })],
		['an approval of its own record', inOwn({ $status: 'approved' })],
		['its own record declared void', inOwn({ $void: 'mistake' })],
		['its own record given away', inOwn({ [ownerPath]: victim.person })],
		['an adoption by the desk', inOwn({ [adoptedPath(victim.heads[0] ?? own.id)]: 1 })],
	]
	const unsigned: readonly (readonly [string, Edit, (id: string) => Promise<Frame[]>])[] = [
		['no signature', hostileEdit(phone, phone.newRecord(), { a: 'x' }), async () => []],
		[
			'the signature of another revision',
			hostileEdit(phone, phone.newRecord(), { a: 'x' }),
			async (id) => [signatureFrame(id, await phone.enrolled.sign(revisionToSign(own.id)))],
		],
		[
			'a random signature in another user’s name',
			hostileEdit(phone, victim.record, { a: 'x' }, { ...inTheirName, parents }),
			async (id) => [signatureFrame(id, random.bytes(64))],
		],
	]
	const changed = hostileEdit(phone, phone.newRecord(), { a: 'x' })
	const otherId = shortDigest(changed.id)
	const [changedFrame] = await phone.unsignedFrames([changed])
	return [
		...(await Promise.all(
			quarantined.map(async ([name, edit]): Promise<Forgery> => {
				return { name, id: edit.id, frames: await phone.frames([edit]), expected: 'quarantined' }
			}),
		)),
		...(await Promise.all(
			unsigned.map(async ([name, edit, signatures]): Promise<Forgery> => {
				const frames = [...(await phone.unsignedFrames([edit])), ...(await signatures(edit.id))]
				return { name, id: edit.id, frames, expected: 'refused' }
			}),
		)),
		{
			name: 'bytes under another id',
			id: otherId,
			frames: changedFrame
				? [
						revisionFrame(otherId, openRevisionFrame(changedFrame.bytes).deflated.slice()),
						signatureFrame(otherId, await phone.enrolled.sign(revisionToSign(otherId))),
					]
				: [],
			expected: 'refused',
		},
	]
}

/** Returns edits of a new record with dates that cannot be true: they count as its own work, and change nothing else. */
export const withFalseTimes = (phone: TestPhone): Edit[] =>
	['1970-01-01T00:00:00.000Z', '2126-01-01T00:00:00.000Z'].map((wall) =>
		hostileEdit(phone, phone.newRecord(), { a: 'false time' }, { at: { wall, tz: 900, off: 10 ** 12 } }),
	)
