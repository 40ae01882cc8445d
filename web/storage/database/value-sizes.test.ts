import '../../../tests/helpers/browser.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import { compileForm } from '#shared/forms/compile-form'
import { seededRandom } from '#shared/kernel/seeded-random'
import { household, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { createAnswerWriter } from '../drafts/answer-writer.ts'
import { beginDraft } from '../drafts/drafts.ts'
import { saveRevision } from '../drafts/save-revision.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { database } from './database.ts'

/*
 * LevelDB stores a value of 64 KiB or more as a separate file, and phone cleaners delete such files
 * (measured: 63 KiB are stored inside). Rule 1 requires less than 48 KiB.
 */
vi.mock('../vault/derive-pin-key.ts', () => ({ derivePinKey: async () => new Uint8Array(32) }))

const compiled = compileForm(household, allFunctions)
if ('faults' in compiled) throw new Error('the household survey does not compile')
const { form } = compiled
const remark = 'm_close/afterwards/int_comment'
const random = seededRandom(4)
/** Returns text that is as hard to compress as handwriting in these scripts. */
const lettersFrom = (first: number, of: number, count: number): string =>
	Array.from({ length: count }, () => String.fromCodePoint(first + ((random.bytes(1)[0] ?? 0) % of))).join('')
const longestText = 20_000

let vaultSession: VaultSession
let draft = ''
beforeEach(async () => {
	vaultSession = await unlockedAt(serverWithForm())
	draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
})
async function keep(answers: ReadonlyMap<string, string | number>): Promise<number> {
	const keeper = await createAnswerWriter(vaultSession, draft, { onChange: () => undefined })
	for (const [path, answer] of answers) keeper.write(path, answer)
	expect(await keeper.whenSaved()).toBeNull()
	const rows = await (await database()).draftAnswers.where({ draft }).toArray()
	return Math.max(...rows.map(({ box }) => box.byteLength))
}
async function finish(answers: ReadonlyMap<string, string | number>): Promise<number> {
	const id = await saveRevision({ vaultSession, draft, form, answersOf: () => answers, status: 'submitted' })
	const row = await (await database()).revisions.get([vaultSession.device, id ?? ''])
	return row?.box.byteLength ?? 0
}

test('the longest accepted text stays below 48 KiB in Latin and Arabic script, below 64 KiB in any', async () => {
	expect(await keep(new Map([[remark, lettersFrom(0x61, 26, longestText)]]))).toBeLessThan(48 * 1024)
	expect(await keep(new Map([[remark, lettersFrom(0x627, 36, longestText)]]))).toBeLessThan(48 * 1024)
	expect(await keep(new Map([[remark, lettersFrom(0x905, 53, longestText)]]))).toBeLessThan(64 * 1024)
})

test('a long interview is a tenth of that, and one with two of the longest texts in Urdu still below 48 KiB', async () => {
	const answers = new Map<string, string | number>()
	for (const { part, template } of form.nodes)
		if (part.kind === 'question' && !template.includes('/members/'))
			answers.set(template, lettersFrom(0x627, 36, 20))
	for (let row = 0; row < 12; row++) {
		answers.set(`b_household/roster/members/@r${row}`, row + 1)
		answers.set(`b_household/roster/members/@r${row}/m_age`, 20 + row)
	}
	expect(answers.size).toBeGreaterThan(100)
	await keep(new Map([[remark, 'x']]))
	expect(await finish(answers)).toBeLessThan(8 * 1024)
	draft = await beginDraft(vaultSession, { id: 'household', ver: 1 })
	const texts = [remark, 'd_about/about_2/local_term'].map(
		(path) => [path, lettersFrom(0x627, 36, longestText)] as const,
	)
	expect(await finish(new Map(texts))).toBeLessThan(48 * 1024)
})
