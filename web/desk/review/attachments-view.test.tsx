import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import { recordDetail } from '../../testing/record-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { AttachmentsView } from './attachments-view.tsx'

const named = (kind: string, ending: string) => `${kind}-${'a'.repeat(22)}${ending}`
const [picture, sound, video, file] = [
	named('picture', '.jpg'),
	named('sound', ''),
	named('video', '.mp4'),
	named('file', '.pdf'),
]
const attachment = (name: string, over: Partial<RecordDetail['attachments'][number]> = {}) => ({
	name,
	id: 'a/1',
	size: 2_300_000,
	holder: 'Nadia',
	...over,
})

const render = (answer: unknown, ...attachments: RecordDetail['attachments']) =>
	renderDesk(<AttachmentsView record={recordDetail({ attachments })} answer={answer} label="The house" />)
const address = '/api/records/record-1/attachments/a%2F1'

test('an image is shown with the question as its description, and can be downloaded', async () => {
	await render(picture, attachment(picture), attachment(named('picture', '.png')))
	expect(screen.getByRole('img', { name: 'The house' })).toHaveAttribute('src', address)
	const link = screen.getByRole('link')
	expect(link).toHaveAttribute('href', address)
	expect(link).toHaveAttribute('download')
	expect(link).toHaveTextContent(text('review.downloadFile'))
	expect(link).toHaveTextContent(text('controls.megabytes', { size: '2.3' }))
})

test.each([
	['sound', sound],
	['video', video],
] as const)('%s can be played', async (_, name) => {
	await render(name, attachment(name))
	const player = screen.getByLabelText('The house')
	expect(player).toHaveAttribute('src', address)
	expect(player).toHaveAttribute('controls')
})

test('a file can only be downloaded', async () => {
	await render(file, attachment(file))
	expect(screen.getByRole('link')).toBeVisible()
	expect(screen.queryByLabelText('The house')).toBeNull()
})

test('an attachment that has not arrived shows whose phone has it', async () => {
	await render(picture, attachment(picture, { id: null }))
	expect(screen.getByText(text('review.notSentYet', { name: 'Nadia' }))).toBeVisible()
	expect(screen.queryByRole('img')).toBeNull()
	expect(screen.queryByRole('link')).toBeNull()
})

test('a recording of several parts has a player for each', async () => {
	const second = `sound-${'b'.repeat(22)}`
	await render(`${sound} ${second}`, attachment(sound), attachment(second, { id: 'a/2' }))
	expect(screen.getAllByLabelText('The house')).toHaveLength(2)
})
