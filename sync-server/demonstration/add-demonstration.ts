import { deflateRawSync } from 'node:zlib'
import type { Person } from '#shared/access/people'
import type { District } from '#shared/campaign/campaign'
import { demonstrationRound } from '#shared/campaign/campaign'
import { campaignForms } from '#shared/campaign/record-facts'
import type { Answer } from '#shared/forms/answers'
import { readRecord } from '#shared/forms/read-record'
import { randomId } from '#shared/kernel/ids'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import { fold } from '#shared/revisions/fold'
import { emptyView, revisionOf } from '#shared/revisions/new-revision'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { standingAnswers } from '#shared/revisions/view'
import { revisionFrame } from '#shared/sync/revision-frame'
import { addPerson, invite } from '../accounts/people.ts'
import type { SetUp } from '../set-up.ts'
import { findDevice } from '../storage/device-table.ts'
import { receiveRevisions } from '../sync/receive-bundle.ts'
import { madeUpAnswers } from './made-up-answers.ts'

export interface DemonstrationCode {
	readonly who: string
	readonly code: string
	/** Where it is typed. */
	readonly path: string
}

/** Share of the target that a demonstration district has reached; repeats over the list of districts. */
const progress = [1, 0.9, 0.82, 0.71, 0.6, 0.48, 0.33, 0.21, 0.1, 0]
/**
 * A round of made-up records, so that everything can be seen before fieldwork. They come in by the same way as
 * real ones, in a round that says it is a demonstration and that no file of another round contains.
 */
export async function addDemonstration(ready: SetUp, now: number): Promise<DemonstrationCode[]> {
	const { store, campaign } = ready
	const existing = await store.db
		.selectFrom('person')
		.select(['id', 'code'])
		.where('project', '=', store.project)
		.where('demonstration', '=', 1)
		.execute()
	const codeFor = async (who: string, personId: string, path: string): Promise<DemonstrationCode> => ({
		who,
		path,
		code: (await invite(store, personId, now)).code,
	})
	const known = (code: string) => existing.find((person) => person.code === code)?.id
	const ensure = async (code: string, name: string, role: Person['role'], districts: Person['districts']) =>
		known(code) ??
		(
			await addPerson(
				store,
				campaign,
				{ name, code, role, districts, language: 'en', demonstration: true },
				now,
			)
		).id

	const some = campaign.districts.slice(0, 3).map(({ code }) => code)
	const enumerator = await ensure('demo-enumerator', 'Demo Enumerator', 'enumerator', some)
	const coordinator = await ensure('demo-coordinator', 'Demo Coordinator', 'coordinator', some)
	const manager = await ensure('demo-manager', 'Demo Data Manager', 'data-manager', 'all')
	if (existing.length === 0) await fillRound(ready, now)
	return [
		await codeFor('enumerator', enumerator, '/enrol'),
		await codeFor('coordinator', coordinator, '/desk'),
		await codeFor('data manager', manager, '/desk'),
	]
}

async function fillRound(ready: SetUp, now: number): Promise<void> {
	const random = seededRandom(31)
	for (const [i, district] of ready.campaign.districts.entries()) {
		const share = progress[i % progress.length] ?? 0
		if (share > 0) await fillDistrict(ready, district, share, random, now)
	}
}

async function fillDistrict(
	ready: SetUp,
	district: District,
	share: number,
	random: SeededRandom,
	now: number,
): Promise<void> {
	const { store, forms, campaign } = ready
	const person = await addPerson(
		store,
		campaign,
		{
			name: `Demo ${district.name.en ?? district.code}`,
			code: `demo-${district.code.toLowerCase()}`,
			role: 'enumerator',
			districts: [district.code],
			language: 'ur',
			demonstration: true,
		},
		now,
	)
	const deviceId = randomId(random.bytes)
	await store.db
		.insertInto('device')
		.values({
			id: deviceId,
			project: store.project,
			person: person.id,
			kind: 'phone',
			phone: randomId(random.bytes),
			label: 'Demonstration',
			public_key: null,
			n: 0,
			app: null,
			enrolled: new Date(now).toISOString(),
			last_seen: new Date(now - random.below(72) * 3_600_000).toISOString(),
			revoked: 0,
		})
		.execute()
	const device = await findDevice(store.db, store.project, deviceId)
	if (!device) return
	const { last_seen: lastSeen } = await store.db
		.selectFrom('device')
		.select('last_seen')
		.where('id', '=', deviceId)
		.executeTakeFirstOrThrow()
	let n = 0
	const wanted: [form: string, records: number][] = [
		[campaignForms.household, Math.round(district.targetInterviews * share)],
		[campaignForms.focusGroup, share > 0.7 ? 2 : share > 0.4 ? 1 : 0],
		[campaignForms.keyInformant, share > 0.5 ? 2 : 0],
	]
	const frames: Uint8Array[] = []
	const add = (revision: Revision) => {
		const { id, bytes } = writeRevision(revision)
		frames.push(revisionFrame(id, deflateRawSync(bytes)).bytes)
		return id
	}
	const current = await forms.current()
	for (const [formId, records] of wanted) {
		const form = current.find(({ id }) => id === formId)
		const compiled = form ? await forms.compiled(form.id, form.version) : null
		if (!form || !compiled) continue
		for (let i = 0; i < records; i++) {
			const answers = madeUpAnswers(compiled, {
				round: demonstrationRound.code,
				district,
				person: person.code,
				i,
				random,
				now,
				offsetMinutes: campaign.offsetMinutes,
			})
			const written = now - random.below(20) * 86_400_000 - random.below(36_000) * 1000
			const common = {
				project: store.project,
				record: randomId(random.bytes),
				form: { id: form.id, ver: form.version },
				author: person.id,
				device: deviceId,
				at: { wall: new Date(written).toISOString(), tz: 300, off: 0 },
				status: 'submitted' as const,
			}
			const root = revisionOf({
				...common,
				view: emptyView,
				answers: readRecord(compiled, answers).asked,
				n: ++n,
				salt: randomId(random.bytes),
			})
			const rootId = add(root)
			if (formId === campaignForms.household && i % 120 === 5)
				for (const change of disagreeing(answers, random)) {
					const view = fold(new Map([[rootId, { id: rootId, parents: [], set: root.set, rank: 1 }]]))
					add(
						revisionOf({
							...common,
							view,
							answers: new Map([...standingAnswers(view), change]),
							n: ++n,
							salt: randomId(random.bytes),
						}),
					)
				}
		}
	}
	for (let at = 0; at < frames.length; at += 50)
		await receiveRevisions(store, forms, device, frames.slice(at, at + 50))
	await store.db.updateTable('device').set({ last_seen: lastSeen }).where('id', '=', deviceId).execute()
}

/** Two corrections of one answer that had not seen each other: a disagreement to decide. */
function disagreeing(answers: ReadonlyMap<string, Answer>, random: SeededRandom): [string, Answer][] {
	const path = [...answers.keys()].find((each) => each.endsWith('/age'))
	if (!path) return []
	const age = Number(answers.get(path))
	return [
		[path, age + 1 + random.below(3)],
		[path, age + 5 + random.below(3)],
	]
}
