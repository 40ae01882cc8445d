import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { invitation } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { EmailInvitation } from './email-invitation.tsx'

const path = 'POST /api/people/person-amina/invitations/email'
const render = ({ replies }: DeskOptions = {}) =>
	renderDesk(<EmailInvitation invitation={invitation('Amina')} />, {
		replies: { 'GET /api/mail': { isSetUp: true }, [path]: noContent, ...replies },
	})
const open = () => screen.findByRole('button', { name: text('people.sendByEmail') })
const address = () => screen.getByLabelText(new RegExp(text('people.emailAddress')))
const send = () => screen.getByRole('button', { name: text('people.emailSend') })

test('the code is sent to an address, and where it went is said', async () => {
	const { user, server } = await render()
	await user.click(await open())
	expect(address()).toHaveFocus()
	await user.type(address(), 'amina@mail.example{Enter}')
	expect(await screen.findByText(text('people.emailSent', { to: 'amina@mail.example' }))).toBeVisible()
	expect(server.bodiesOf(path)).toEqual([{ code: 'ABCD-EFGH', to: 'amina@mail.example' }])
	expect(address()).toHaveValue('')
})
test('what is no address, or is refused by the mail server, is said at the field', async () => {
	const { user } = await render({ replies: { [path]: new Problem('email-address-refused') } })
	await user.click(await open())
	await user.type(address(), 'amina{Enter}')
	expect(await screen.findByText(text('people.emailInvalid'))).toBeVisible()
	await user.clear(address())
	await user.type(address(), 'amina@mail.example')
	await user.click(send())
	expect(await screen.findByText(text('problem.email-address-refused'))).toBeVisible()
	expect(address()).toHaveValue('amina@mail.example')
})
test('a server without a mail server offers no e-mails', async () => {
	const { server } = await render({ replies: { 'GET /api/mail': { isSetUp: false } } })
	await expect.poll(() => server.sent.length).toBeGreaterThan(0)
	expect(screen.queryByRole('button')).toBeNull()
})
