/**
 * A fault that is injected to test the simulation: the file, its correct text, and the faulty replacement.
 */
export interface Fault {
	readonly name: string
	readonly file: string
	readonly right: string
	readonly wrong: string
}

/** The first twelve are those of the protocol's design; the simulation has to find every one of them. */
export const faults: readonly Fault[] = [
	{
		name: 'of two answers one silently wins',
		file: 'shared/revisions/fold.ts',
		right: 'disputed.push({ path, heads })',
		wrong: '',
	},
	{
		name: 'the desk silently wins',
		file: 'shared/revisions/fold.ts',
		right: 'disputed.push({ path, heads })',
		wrong:
			'if (heads.every((id) => (revisions.get(id)?.rank ?? 0) < deskRank)) disputed.push({ path, heads })',
	},
	{
		name: 'no fence around what was approved',
		file: 'shared/revisions/fold.ts',
		right: "status === 'approved' ? behindFence(statusHeads, complete, revisions, graph) : complete",
		wrong: 'behindFence ? complete : complete',
	},
	{
		name: 'a finish that had not seen the approval takes it back',
		file: 'shared/revisions/fold.ts',
		right: 'ofDesk.length > 0 && ofDesk.every(isApproval) ? ofDesk : findHeads(writers, graph)',
		wrong: 'findHeads(writers, graph)',
	},
	{
		name: 'taking a row away wins over editing it',
		file: 'shared/revisions/fold.ts',
		right: 'if (edits.length === 0) gone.add(path)',
		wrong: 'if (edits.length >= 0) gone.add(path)',
	},
	{
		name: 'a phone deletes what was acknowledged',
		file: 'web/storage/outbox/outbox.ts',
		right: "await revisions.put({ ...rest, state: code === 'too-big'",
		wrong:
			"if (code !== 'too-big') await revisions.delete([device, id])\n\t\telse await revisions.put({ ...rest, state: code === 'too-big'",
	},
	{
		name: 'a phone gives up what was only acknowledged',
		file: 'web/storage/eviction/evict-records.ts',
		right: "state === 'at-server' && serverSeq !== undefined && serverSeq <= durable",
		wrong: "state === 'at-server' && (serverSeq ?? durable) >= 0",
	},
	{
		name: 'a phone does not ask for what it lacks',
		file: 'web/sync/exchange-bundle.ts',
		right: 'requested.length > 0 ? { wants: requested }',
		wrong: 'requested.length > maxRequestedRevisions ? { wants: requested }',
	},
	{
		name: 'nobody notices that a server was put back',
		file: 'sync-server/sync/handle-sync-request.ts',
		right: 'if (!newest) return { isAgreed: true }',
		wrong: 'if (newest || !newest) return { isAgreed: true }',
	},
	{
		name: 'only the numbers of marks are compared',
		file: 'shared/sync/checkpoints.ts',
		right: "shortChain(chains.get(seq) ?? '?') === chain",
		wrong: 'chains.has(seq) && chain.length > 0',
	},
	{
		name: 'what is damaged holds up the rest',
		file: 'web/storage/outbox/outbox.ts',
		right: "if (!deflated) await wantBack(row, bytes ? row.state : 'unreadable')",
		wrong: 'if (!bytes) break',
	},
	{
		name: 'what waits for a parent is dropped',
		file: 'sync-server/sync/receive-bundle.ts',
		right: 'return frame ? [',
		wrong: "return frame && acks.get(known.id) !== 'waiting-parent' ? [",
	},
	{
		name: 'a reply to another request is taken for the reply to this one',
		file: 'web/sync/send-signed-bundle.ts',
		right: 'header?.nonce !== nonce',
		wrong: '!header || nonce.length < 1',
	},
	{
		name: 'the desk takes as seen what came late',
		file: 'sync-server/review/resolve-conflict.ts',
		right: "open.kind === 'late' ? view.allHeads : view.heads",
		wrong: 'view.allHeads',
	},
	{
		name: 'what is kept apart has no number',
		file: 'sync-server/storage/writer.ts',
		right:
			'const rows = items.map((item) => ({\n			...item,\n			...this.#next(toQuarantineChainId(item.id)),',
		wrong: "const rows = items.map((item) => ({\n			...item,\n			...{ seq: 0, chain: '' },",
	},
	{
		name: 'what was damaged on its way is taken for refused',
		file: 'web/storage/outbox/outbox.ts',
		right: "if (code === 'bad-hash' || code === 'key-unknown') {",
		wrong: "if (code === 'key-unknown') {",
	},
	{
		name: 'a phone goes on hearing where it was when the server was put back',
		file: 'web/storage/outbox/rewind.ts',
		right: 'cursor: Math.min(enrolment.cursor, match)',
		wrong: 'cursor: enrolment.cursor',
	},
	{
		name: 'the place in the feed is kept, and not all that was heard up to there',
		file: 'web/storage/outbox/outbox.ts',
		right: 'await revisions.bulkPut(rows)',
		wrong: 'await revisions.bulkPut(rows.slice(1))',
	},
	{
		name: 'phones are not told of revisions',
		file: 'sync-server/sync/add-revisions.ts',
		right: 'await session.announce([\n		...announced.flatMap(',
		wrong: 'await session.announce([\n		...announced.slice(1).flatMap(',
	},
	{
		name: 'an enrolment that the server lost is not shown to it',
		file: 'web/sync/exchange-bundle.ts',
		right: "thrown.code !== 'phone-unknown') throw thrown",
		wrong: "thrown.code !== 'not-found') throw thrown",
	},
	{
		name: 'the chain does not hang together',
		file: 'sync-server/storage/writer.ts',
		right: 'chainAfter(this.#chain, id)',
		wrong: "chainAfter('', id)",
	},
	{
		name: 'a record is understood from what came last',
		file: 'sync-server/sync/settle-records.ts',
		right: 'revisions: [...stored, ...accepted.map(({ known }) => known)]',
		wrong: 'revisions: accepted.length > 0 ? accepted.map(({ known }) => known) : stored',
	},
	{
		name: 'what the server cannot open is taken for refused',
		file: 'web/storage/outbox/outbox.ts',
		right: "if (code === 'bad-hash' || code === 'key-unknown') {",
		wrong: "if (code === 'bad-hash') {",
	},
	{
		name: 'a phone goes on sealing to a key that the server lost',
		file: 'web/storage/outbox/outbox.ts',
		right: '...marksAfter(enrolment, header),\n					...keysIn(header),',
		wrong: '...marksAfter(enrolment, header),',
	},
	{
		name: 'a receipt that came by hand counts like a reply',
		file: 'web/storage/outbox/apply-receipt.ts',
		right: "state: 'by-receipt'",
		wrong: "state: 'at-server', heard: header.head.seq",
	},
	{
		name: 'a picture counts as sent with its first part',
		file: 'web/sync/send-attachment.ts',
		right: "if (end === size) return 'at-server'",
		wrong: "if (end > 0 || end === size) return 'at-server'",
	},
	{
		name: 'pictures are not sent again to a server that was put back',
		file: 'web/storage/outbox/outbox.ts',
		right: 'await requeueAttachments(attachments, device)',
		wrong: 'requeueAttachments.toString()',
	},
	{
		name: 'the desk is taken for the holder of a picture',
		file: 'sync-server/attachments/named-attachments.ts',
		right: 'Number(!isPhoneRole(a.role)) - Number(!isPhoneRole(b.role)) || ',
		wrong: 'Number(isPhoneRole(a.role)) - Number(isPhoneRole(b.role)) || ',
	},
	{
		name: 'a picture goes from the phone when its record is finished',
		file: 'web/storage/drafts/save-revision.ts',
		right: '[...earlierAnswers, ...answers.values()]',
		wrong: 'earlierAnswers',
	},
	{
		name: 'a finished picture goes when a correction has another one',
		file: 'web/storage/drafts/discard-draft.ts',
		right: '...(await answersOfRecord(vaultSession, draft)),',
		wrong: '',
	},
	{
		name: 'pictures travel in plain',
		file: 'web/sync/send-attachment.ts',
		right: 'createUpload(enrolment, {',
		wrong: "createUpload({ ...(await enrolmentOf(device)), sealingKey: '' }, {",
	},
	{
		name: 'what a phone sends that was switched off counts',
		file: 'sync-server/sync/quarantine-reason.ts',
		right: "if (!device.isActive) return 'not-active'",
		wrong: '',
	},
	{
		name: 'nothing that is held back can be let in',
		file: 'sync-server/review/quarantine.ts',
		right: 'if (!device || device.person !== revision.author ||',
		wrong: 'if (!device || device.person === revision.author ||',
	},
	{
		name: 'a phone that is switched off is not found to be switched on again',
		file: 'sync-server/people/devices.ts',
		right: "device?.kind !== 'phone' || !row ||",
		wrong: "device?.kind !== 'phone' || !device.isActive || !row ||",
	},
	{
		name: 'what was let in and is kept out again goes on counting',
		file: 'sync-server/review/quarantine.ts',
		right: 'await requarantineRevisions(session, forms, [id], quarantineReason, record)',
		wrong: '',
	},
	{
		name: 'work that nobody signed counts as that of whoever brings it',
		file: 'sync-server/sync/receive-bundle.ts',
		right: 'const isForeign = (id: string) => mustBeSigned && signers.get(id) === null',
		wrong: 'const isForeign = (id: string) => mustBeSigned && signers.get(id) === undefined',
	},
	{
		name: 'news travels so that whoever sees it can read it',
		file: 'sync-server/sync/handle-sync-request.ts',
		right: '...(news.length > 0 ? [newsFrame(device, header, authors, news)] : []),',
		wrong: '...(news.length > 0 ? [newsFrame(device, header, authors, news), ...news] : []),',
	},
	{
		name: 'phones do not hear of what was let in',
		file: 'sync-server/sync/release-quarantined.ts',
		right: 'accepted.map((known) => ({ known, seq: numbers.get(known.id) ?? 0 })),',
		wrong: '[],',
	},
	{
		name: 'answers that a newer version does not ask are taken away',
		file: 'shared/forms/form-session.ts',
		right: 'const retained = new Map(this.foreign)',
		wrong: 'const retained = new Map<string, Answer>()',
	},
	{
		name: 'a record is read by the version that it began under',
		file: 'sync-server/sync/known-record.ts',
		right: 'version: formVersionOf(revisions),',
		wrong: 'version: root.revision.form.ver,',
	},
	{
		name: 'a record is read by the version of a late change',
		file: 'shared/revisions/form-version.ts',
		right: 'return counted.length > 0 ? Math.max(...counted) : newest',
		wrong: 'return counted.length > versions.length ? 0 : newest',
	},
	{
		name: 'what waited for its version is not understood when that comes',
		file: 'sync-server/sync/publish-form.ts',
		right:
			'const version = await forms.publish(definition, change)\n	if (version !== null) await retryFailedRecords(store, forms)',
		wrong: 'const version = await forms.publish(definition, change)',
	},
	{
		name: 'a phone does not follow when the server changes its keys',
		file: 'web/sync/trusted-keys.ts',
		right: '		reached = step.to',
		wrong: '		reached = step.from',
	},
	{
		name: 'a phone that sends nothing does not say which keys it knows',
		file: 'web/sync/exchange-bundle.ts',
		right: '{ keysKnown: keysId(sealingKey, serverKey) }',
		wrong: '{ keysKnown: keysId(sealingKey, serverKey).slice(99) || undefined }',
	},
]
