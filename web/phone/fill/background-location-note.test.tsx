import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { locationReceiver } from '../../testing/devices.ts'
import { painted } from '../../testing/painted.ts'
import { type DraftOptions, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const survey = `
	type         name   label   bind::zila:background
	begin_group  one    First   -
	text         who    Who     -
	geopoint     gps    House   yes
	end_group    -      -       -
	begin_group  two    Second  -
	text         more   More    -
	end_group    -      -       -
`
/** The same, with a question that is asked and required while there is no location. */
const surveyWithReason = `
	type | name | label | relevant | required | bind::zila:background
	begin group | one | First
	text | who | Who
	geopoint | gps | House | true() | no | yes
	text | why | Why is there none | \${gps} = '' | yes
	end group
	begin group | two | Second
	text | more | More
	end group
`
const render = (options: DraftOptions = {}) => renderDraft(survey, options)
const note = () => screen.findByRole('region', { name: text('controls.location.formTitle') })
const noNote = () =>
	waitFor(() =>
		expect(screen.queryByRole('region', { name: text('controls.location.formTitle') })).toBeNull(),
	)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })

test('before the browser asks, the form explains why it uses the location', async () => {
	const receiver = locationReceiver('prompt')
	const { user } = await render()
	expect(await note()).toHaveTextContent(text('controls.location.formHelp'))
	expect(receiver.isWatched()).toBe(false)
	await user.click(await button('controls.location.allow'))
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	expect(await note()).toHaveTextContent(text('controls.location.finding'))
})

test('with permission the location is searched for, its accuracy is shown, and it is saved', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render()
	await phone.user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'Amina')
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(80)
	expect(await note()).toHaveTextContent(text('controls.location.improving', { metres: 80 }))
	receiver.reportLocation(12)
	expect(await note()).toHaveTextContent(text('controls.location.saved', { metres: 12 }))
	// it hides and shows questions, which would move while the name is typed
	expect(screen.queryByText('30.0451, 70.6402')).toBeNull()
	await phone.user.tab()
	expect(await screen.findByText('30.0451, 70.6402')).toBeVisible()
	await waitFor(async () =>
		expect(await phone.savedAnswers()).toHaveProperty('one/gps', '30.0451 70.6402 0 12'),
	)
})

test('a location found while a text is typed is saved before Next checks the page', async () => {
	const receiver = locationReceiver('granted')
	const phone = await renderDraft(surveyWithReason, {})
	await phone.user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'Amina{Tab}')
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	await phone.user.click(await screen.findByRole('textbox', { name: /^Who/ }))
	receiver.reportLocation(12)
	expect(await note()).toHaveTextContent(text('controls.location.saved', { metres: 12 }))
	expect(screen.getByRole('textbox', { name: /^Why/ })).toBeVisible()
	// by a key, as with a connected keyboard: the cursor is still in the field
	fireEvent.click(await button('fill.next'))
	expect(await screen.findByRole('textbox', { name: /^More/ })).toBeVisible()
})

test('a location found before the first answer is saved with it', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render()
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(12)
	expect(await note()).toHaveTextContent(text('controls.location.saved', { metres: 12 }))
	expect(await button('controls.location.get')).toBeEnabled()
	await phone.user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'A')
	await phone.user.tab()
	expect(await screen.findByText('30.0451, 70.6402')).toBeVisible()
})

test('in a visit that was started from the sample the location is saved as soon as it is found', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render({ initial: { given: { sampled: 'yes' } } })
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(12)
	expect(await screen.findByText('30.0451, 70.6402')).toBeVisible()
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('one/gps'))
})

test('after declining, the user is not asked again, and records the location at its question', async () => {
	locationReceiver('prompt')
	const phone = await render()
	await note()
	await phone.user.click(await button('controls.location.decline'))
	await noNote()
	expect(await button('controls.location.get')).toBeEnabled()
	await phone.user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'Amina')
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ 'one/who': 'Amina' }))
	await phone.reopen()
	await screen.findByRole('textbox', { name: /^Who/ })
	// the location search is loaded after the first page
	await painted()
	await painted()
	await noNote()
})

test('the search is stopped with one press', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render()
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	await phone.user.click(await button('controls.location.decline'))
	expect(receiver.isWatched()).toBe(false)
	await noNote()
})

test('a location removed at its question is not searched for again', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render()
	await phone.user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'Amina')
	await phone.user.tab()
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	receiver.reportLocation(12)
	await phone.user.click(await button('controls.location.remove'))
	await noNote()
	expect(receiver.isWatched()).toBe(false)
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({ 'one/who': 'Amina' }))
})

test('another section stops the search', async () => {
	const receiver = locationReceiver('granted')
	const phone = await render()
	await waitFor(() => expect(receiver.isWatched()).toBe(true))
	await phone.user.click(await button('fill.next'))
	await screen.findByRole('textbox', { name: /^More/ })
	await waitFor(() => expect(receiver.isWatched()).toBe(false))
	await noNote()
})

test('a phone that refuses permission shows nothing by itself', async () => {
	locationReceiver('denied')
	await render()
	expect(await button('controls.location.get')).toBeEnabled()
	await noNote()
})
