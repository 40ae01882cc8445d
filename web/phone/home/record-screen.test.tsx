import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import { notePath } from '#shared/revisions/metadata-paths'
import { indexAttachments } from '../../storage/attachments/attachment-index.ts'
import { saveAttachment } from '../../storage/attachments/save-attachment.ts'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { listDrafts } from '../../storage/drafts/drafts.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { recordOnPhone } from '../../storage/records/records.ts'
import { deskWrites, finishDraft, finishRecord, listRecord, saveInDraft } from '../../testing/records.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { RecordScreen } from './record-screen.tsx'

beforeEach(preparePhone)

const survey = `
	type | name | label::English (en) | label::اردو (ur) | relevant | calculation
	text | who | **Name** | نام
	select_one yn | tea | Tea, \${who}? | چائے؟
	calculate | hidden | - | - | - | once(1 + 1)
	begin_repeat | kids | Kids | بچے
	text | kid | Kid | بچہ
	end_repeat | -
	text | why | Why not? | کیوں نہیں؟ | \${tea} = 'no'
	choices
	list_name | name | label::English (en) | label::اردو (ur)
	yn | yes | Yes | ہاں
	yn | no | No | نہیں
`
const answers = { who: 'Amina', tea: 'yes', why: 'gone', hidden: '2' }

interface Options extends Omit<PhoneOptions, 'given'> {
	readonly form?: string | FormDefinition
	readonly answers?: Record<string, Answer>
	readonly afterwards?: (
		vaultSession: VaultSession,
		record: string,
		sync: () => Promise<void>,
	) => Promise<void>
}
/** Renders a finished record of a form. */
async function render({ form = survey, answers: given = answers, afterwards, ...options }: Options = {}) {
	const definition = ownForm(form)
	const ref = { id: definition.id, ver: 1 }
	let record = ''
	const phone = await renderPhone(<Later of={() => record} />, {
		...options,
		async given({ vaultSession, server, sync }) {
			const body = { id: ref.id, version: 1, isCurrent: true, definition }
			server.publish({ kind: 'form', ref: `${ref.id}@1`, body })
			await sync()
			record = await finishRecord(vaultSession, ref, given)
			await afterwards?.(vaultSession, record, sync)
		},
	})
	return { ...phone, record }
}
const Later = ({ of }: { of: () => string }) => <RecordScreen id={of()} />
const correct = () => screen.findByRole('button', { name: text('record.correct') })
const noCorrect = () => expect(screen.queryByRole('button', { name: text('record.correct') })).toBeNull()
const answerAt = async (question: string) =>
	(await screen.findByText(question, { selector: 'dt' })).closest('div')?.querySelector('dd')

test('a record shows its questions and answers in readable form', async () => {
	await render()
	expect(await answerAt('Name')).toHaveTextContent('Amina')
	expect(await answerAt('Tea, ⁨Amina⁩?')).toHaveTextContent('Yes')
	// questions that were not asked, and calculations, are not shown
	expect(screen.queryByText('Why not?')).toBeNull()
	expect(screen.getAllByRole('term')).toHaveLength(2)
	expect(screen.getByText(text('recordStatus.only-here'))).toBeVisible()
})

test('questions and answers are in the language of the app, and marked as such', async () => {
	await render({ language: 'ur' })
	const question = await screen.findByText('نام')
	expect(question).toHaveAttribute('lang', 'ur')
	expect(question).toHaveAttribute('dir', 'rtl')
	expect(await answerAt('چائے؟')).toHaveTextContent('ہاں')
	// typed text may be in any language
	expect((await answerAt('نام'))?.querySelector('bdi')).toHaveAttribute('lang', '')
})

test('answers of a repeat have the number of their row', async () => {
	const rows = { 'kids/@a': 1, 'kids/@b': 2, 'kids/@a/kid': 'Bano', 'kids/@b/kid': 'Saba' }
	await render({ answers: { ...answers, ...rows } })
	expect(await answerAt('1. Kid')).toHaveTextContent('Bano')
	expect(await answerAt('2. Kid')).toHaveTextContent('Saba')
})

test('a record is corrected in a draft of its own', async () => {
	const { user, vaultSession, record } = await render()
	await user.click(await correct())
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	expect(await listDrafts(vaultSession)).toMatchObject([{ record, isCorrection: true }])
})

test('a correction that cannot be stored is reported, and it can be tried again', async () => {
	const { user } = await render()
	const button = await correct()
	const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(button)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	add.mockRestore()
	await user.click(await correct())
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
})

test('an approved record is read-only, and the page says why', async () => {
	await render({
		async afterwards(vaultSession, record, sync) {
			await sync()
			await deskWrites(vaultSession, record, { $status: 'approved' })
		},
	})
	expect(await screen.findByText(text('record.approved'))).toBeVisible()
	expect(screen.getByText(text('recordStatus.approved'))).toBeVisible()
	noCorrect()
})

test('a void record says so', async () => {
	await render({ afterwards: (vaultSession, record) => deskWrites(vaultSession, record, { $void: 'twice' }) })
	expect(await screen.findByText(text('record.void'))).toBeVisible()
	noCorrect()
})

test('an answer with a conflict is counted and marked, and the record can still be corrected', async () => {
	await render({
		async afterwards(vaultSession, record) {
			const seen = (await recordOnPhone(vaultSession, record))?.state.heads ?? []
			await deskWrites(vaultSession, record, { who: 'Amna' }, seen)
			await deskWrites(vaultSession, record, { who: 'Ameena' }, seen)
		},
	})
	expect(await screen.findByText(text('record.conflict', { count: 1 }))).toBeVisible()
	expect((await screen.findByText('Name')).closest('div')).toHaveClass('disputed')
	expect(await correct()).toBeEnabled()
})

const back = (vaultSession: VaultSession, record: string) =>
	deskWrites(vaultSession, record, {
		$status: 'returned',
		[notePath('who', 'a')]: 'Is that her name?',
		[notePath('', 'b')]: 'Please look again',
		[notePath('why', 'c')]: 'And why not?',
	})

test('open comments are first, and each leads to its answer, where it is shown again', async () => {
	const { user } = await render({ afterwards: back })
	const open = within(await screen.findByRole('region', { name: text('comments.count', { count: 3 }) }))
	const answer = (await answerAt('Name')) as HTMLElement
	const before = open.getByText('Please look again').compareDocumentPosition(answer)
	expect(before).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
	expect(screen.getAllByText('Please look again')).toHaveLength(1)
	// its question is not asked any more
	expect(open.getByText(text('comments.onHiddenQuestion', { count: 1 }))).toBeVisible()
	expect(open.getByText('And why not?')).toBeVisible()
	expect(within(answer).getByText('Is that her name?')).toBeVisible()
	// the phone does not have the author's name
	expect(within(answer).getByText(text('comments.office'))).toBeVisible()
	await user.click(open.getByRole('button', { name: 'Name Is that her name?' }))
	expect(document.activeElement).toContainElement(answer)
})

test('comments that a later correction answered are only at their answers', async () => {
	await render({
		async afterwards(vaultSession, record) {
			await back(vaultSession, record)
			const draft = await beginCorrection(vaultSession, record)
			await saveInDraft(vaultSession, draft, { who: 'Amna' })
			const form = (await recordOnPhone(vaultSession, record))?.form
			if (form) await finishDraft(vaultSession, draft, form)
		},
	})
	expect(await screen.findByText('Is that her name?')).toBeVisible()
	expect(screen.queryByRole('region', { name: /comment/ })).toBeNull()
	expect(screen.getByText('Please look again')).toBeVisible()
})

test('the button that corrects is in the foot, also of a record whose answers fill many screens', async () => {
	await render({ afterwards: back })
	expect(within(await screen.findByRole('contentinfo')).getByRole('button')).toBe(await correct())
})

test('an archived record says that its answers are safe at the office', async () => {
	await renderPhone(<RecordScreen id="kept" />, {
		given: ({ vaultSession }) => listRecord(vaultSession, 'kept', { name: 'House 4' }, { isEvicted: true }),
	})
	expect(await screen.findByText(text('record.archived'))).toBeVisible()
	expect(screen.getByRole('heading', { name: 'House 4' })).toBeVisible()
	noCorrect()
})

test('a record missing on this phone says so, with a link back', async () => {
	await renderPhone(<RecordScreen id="none" />)
	expect(await screen.findByText(text('problem.not-found'))).toBeVisible()
	expect(screen.getByRole('button', { name: text('app.back') })).toBeEnabled()
	noCorrect()
})

test('unsent attachments are counted', async () => {
	await render({
		form: 'type | name | label\nimage | house | House',
		answers: {},
		async afterwards(vaultSession, record) {
			const blob = new Blob(['a picture'])
			const name = await saveAttachment(vaultSession.vault, { kind: 'picture', ending: 'jpg', blob })
			await deskWrites(vaultSession, record, { house: name })
			await indexAttachments(vaultSession)
		},
	})
	expect(await screen.findByText(text('record.unsentFiles', { waiting: 1, count: 1 }))).toBeVisible()
	expect(await answerAt('House')).toHaveTextContent(text('controls.photo.label'))
})

const consent = `
	type | name | label | bind::zila:consent
	select_one yn | agrees | Agrees | ask: yes
	calculate | card | - | code
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
`
test('the withdrawal code can be shown again after consent', async () => {
	const { record } = await render({ form: consent, answers: { agrees: 'yes' } })
	expect(await screen.findByText(withdrawalCodeOf(record))).toBeVisible()
})

test('without consent there is no withdrawal code', async () => {
	await render({ form: consent, answers: { agrees: 'no' } })
	await answerAt('Agrees')
	expect(screen.queryByText(text('endInterview.withdrawalCode'))).toBeNull()
})
