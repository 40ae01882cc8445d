import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import { historyEntry, recordConflict, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { type SealedFor, sealFor } from '../../testing/seal-for.ts'
import { text } from '../../testing/text.ts'
import { clearUnlockedKeys } from '../account/role-key.ts'
import { SealedAnswers, useDecryptedAnswers } from './sealed-answers.tsx'

const form = `
	type  name   label  bind::zila:sealed_to
	text  told   Told   safeguarding-lead
	text  asked  Asked  safeguarding-lead
	text  needs  Needs  safeguarding-lead
	text  where  Where  safeguarding-lead
	text  when   When   safeguarding-lead
	text  phone  Phone  safeguarding-lead
`
let sealed: SealedFor
beforeAll(async () => {
	sealed = await sealFor('safeguarding-lead', form, 'record-1', {
		told: 'They were threatened',
		asked: 'For a doctor',
		needs: 'A bed',
		where: 'At home',
		when: 'On Monday',
		phone: '0300',
	})
})
afterEach(clearUnlockedKeys)
const of = (path: string) => String(sealed.answers[path])

/** Lists decrypted answers as a screen would show them. */
function Opening({ record }: { readonly record: RecordDetail }) {
	const opened = useDecryptedAnswers(record, (path) => path === 'phone')
	return (
		<>
			<SealedAnswers opened={opened} />
			<ul>
				{[...opened.answers].map(([sealedText, unsealed]) => (
					<li key={sealedText}>
						{unsealed.outcome === 'opened' ? String(unsealed.answer) : unsealed.outcome}
					</li>
				))}
			</ul>
		</>
	)
}

const render = (over: Partial<RecordDetail>, options: DeskOptions = {}) =>
	renderDesk(<Opening record={recordDetail(over)} />, {
		person: { role: 'safeguarding-lead' },
		...options,
		replies: { 'GET /api/role-keys': [sealed.key], ...options.replies },
	})
const shown = () => screen.getAllByRole('listitem').map((each) => each.textContent)

test('the words of the key decrypt all encrypted answers of the record, each once', async () => {
	const { user } = await render({
		answers: { told: of('told') },
		leftOver: { asked: of('asked') },
		history: [
			historyEntry({
				changes: [
					{ path: 'told', before: null, after: of('told') },
					{ path: 'needs', before: of('needs'), after: null },
				],
			}),
		],
		conflicts: [
			recordConflict({
				path: 'where',
				base: of('where'),
				sides: [{ revision: 'revision-1', value: null, changes: { when: of('when') } }],
			}),
		],
	})
	expect(await screen.findByText(text('roleKey.encryptedCount', { count: 5 }))).toBeVisible()
	await user.type(screen.getByLabelText(text('roleKey.secretKey')), sealed.words)
	await user.click(screen.getByRole('button', { name: text('roleKey.decrypt') }))
	expect(await screen.findByText(text('roleKey.decryptedHint'))).toBeVisible()
	expect(shown()).toEqual(['They were threatened', 'For a doctor', 'A bed', 'At home', 'On Monday'])
	expect(screen.queryByLabelText(text('roleKey.secretKey'))).toBeNull()
})

test('answers that only the server can decrypt are not counted here', async () => {
	await render({ answers: { phone: of('phone'), told: of('told') } })
	expect(await screen.findByText(text('roleKey.encryptedCount', { count: 1 }))).toBeVisible()
})

test('a record without encrypted answers does not mention keys', async () => {
	const { server } = await render({ answers: { told: 'openly', phone: of('phone') } })
	await waitFor(() => expect(screen.queryByRole('region')).toBeNull())
	expect(server.sent).toEqual([])
})

test('words that decrypt nothing are refused', async () => {
	const { user } = await render({ answers: { told: of('told') } })
	await user.type(await screen.findByLabelText(text('roleKey.secretKey')), 'AAAA-BBBB')
	await user.click(screen.getByRole('button', { name: text('roleKey.decrypt') }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('roleKey.decryptsNothing'))
	expect(shown()).toEqual(['no-key'])
})

test.each([
	['a coordinator', { role: 'coordinator' }],
	['the demonstration', { role: 'safeguarding-lead', demonstration: true }],
] as const)('%s is not asked for words', async (_, person) => {
	await render({ answers: { told: of('told') } }, { person })
	expect(await screen.findByText(text('roleKey.otherRolesCount', { count: 1 }))).toBeVisible()
	expect(screen.queryByLabelText(text('roleKey.secretKey'))).toBeNull()
})

test('an answer altered in transit is reported as damaged, and the others are decrypted', async () => {
	const changed = of('asked').replace(/.(.{9})$/, (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1))
	const { user } = await render({ answers: { told: of('told'), asked: changed } })
	await user.type(await screen.findByLabelText(text('roleKey.secretKey')), sealed.words)
	await user.click(screen.getByRole('button', { name: text('roleKey.decrypt') }))
	expect(await screen.findByText(text('roleKey.damagedCount', { count: 1 }))).toBeVisible()
	expect(screen.getByText(text('roleKey.decryptedHint'))).toBeVisible()
	expect(shown()).toEqual(['They were threatened', 'damaged'])
})
