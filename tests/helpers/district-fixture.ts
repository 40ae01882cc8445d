import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { RecordDetail } from '#shared/review/record-response'
import { attachmentId } from '#shared/sync/attachment-upload'
import { importSample } from '../../sync-server/sample/import-sample.ts'
import { sendWhole, sentOf } from './attachments.ts'
import type { Desk, ServerForTests } from './desk-server.ts'
import { identifierKeyOf, phoneQuestion, sealedAnswerTo } from './identifier.ts'
import { enrolledPhone } from './phone.ts'

const random = seededRandom(3)

/** One of everything that belongs to a district. */
export interface Place {
	readonly district: string
	/** Round of its record; no record of another place has it. */
	readonly round: string
	/** Id of the enumerator who uses the phone. */
	readonly person: string
	readonly phone: string
	/** Record with a conflict, and an identity card number in a free text. */
	readonly record: string
	/** Finished interview without a location, and so with a quality flag. */
	readonly interview: string
	/** Revision of the record that was seen when it was opened. */
	readonly seen: string
	readonly conflict: string
	/** Attachment of the record, on the server. */
	readonly attachment: string
	/** Cluster of the sample, with households 1 and 2. */
	readonly cluster: string
	/** A quarantined revision. */
	readonly heldBack: string
}

/**
 * Creates data in a district: `chief` has access to all districts, `coordinator` to this one only, and has
 * opened its record.
 */
export async function placeIn(
	server: ServerForTests,
	{ district, round }: Pick<Place, 'district' | 'round'>,
	{ chief, coordinator }: { chief: Desk; coordinator: Desk },
): Promise<Place> {
	const { phone, post, person } = await enrolledPhone(server, { districts: [district] })
	const { phone: second, post: postSecond } = await enrolledPhone(server, { id: person })
	const record = phone.newRecord()
	const name = `picture-${toBase64url(random.bytes(16))}.jpg`
	const telephone = await sealedAnswerTo(
		await identifierKeyOf(server.store),
		record,
		phoneQuestion,
		'03001234567',
	)
	const root = phone.edit(record, {
		'a_visit/line/round': round,
		'a_visit/line/district': district,
		'a_visit/line/cluster_id': '35202-1234567-1',
		'd_about/house': name,
		[phoneQuestion]: telephone,
		age: 1,
	})
	const foreignCancellation = phone.edit(phone.newRecord(), { $void: 'mine' })
	const interview = phone.newRecord()
	const finished = phone.edit(interview, {
		'a_visit/line/round': round,
		'a_visit/line/district': district,
		$status: 'submitted',
	})
	await phone.sync(post, [root, foreignCancellation, finished])
	await phone.sync(post, [phone.edit(record, { age: 2 }, [root])])
	await second.sync(postSecond, [second.edit(record, { age: 3 }, [root])])
	const picture = random.bytes(500)
	await sendWhole(server, phone.enrolled, sentOf(phone.enrolled, record, name, picture), picture)
	const cluster = `${district}-01`
	await importSample(server.store, {
		round,
		clusters: [
			{
				cluster,
				area: 'urban',
				lines: [
					{ household: 1, line: 1, selection: 0.25 },
					{ household: 2, line: null, selection: 0.75 },
				],
			},
		],
	})
	await coordinator.get(`/api/records/${record}`)
	const { seen, conflicts } = (await chief.get(`/api/records/${record}`)).body as RecordDetail
	return {
		district,
		round,
		person,
		record,
		interview,
		seen,
		phone: phone.enrolled.device,
		conflict: conflicts[0]?.id ?? '',
		attachment: attachmentId(record, name),
		heldBack: foreignCancellation.id,
		cluster,
	}
}
