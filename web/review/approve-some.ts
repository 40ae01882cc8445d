import { moveMany } from '../sync/desk-client.ts'
import type { JustMoved, Named } from './just-approved.ts'

/** Approves some, as the list showed them. */
export const approveSome = (records: readonly (Named & { readonly lastSeq: number })[]): Promise<JustMoved> =>
	withNames('approve', records, () =>
		moveMany({ kind: 'approve', records: records.map(({ id, lastSeq }) => ({ id, lastSeq })) }),
	)

export const takeBack = (records: readonly Named[]): Promise<JustMoved> =>
	withNames('take-back', records, () =>
		moveMany({ kind: 'take-back', records: records.map(({ id }) => ({ id })) }),
	)

async function withNames(
	kind: JustMoved['kind'],
	records: readonly Named[],
	move: () => ReturnType<typeof moveMany>,
): Promise<JustMoved> {
	const { done, left } = await move()
	const nameOf = new Map(records.map(({ id, name }) => [id, name]))
	const named = (id: string): Named => ({ id, name: nameOf.get(id) ?? '' })
	return { kind, done: done.map(named), left: left.map(({ id, why }) => ({ ...named(id), why })) }
}
