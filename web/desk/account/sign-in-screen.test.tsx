import { act, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { shortestPassword } from '#shared/people/people'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { SignInScreen } from './sign-in-screen.tsx'

const render = async ({ replies, ...options }: DeskOptions = {}) => {
	const onSignIn = vi.fn()
	const rendered = await renderDesk(<SignInScreen onSignIn={onSignIn} />, {
		...options,
		replies: {
			'POST /api/sign-in': dataManager,
			'POST /api/sign-in-with-code': dataManager,
			...replies,
		},
	})
	return { ...rendered, onSignIn }
}
const name = () => screen.getByRole('textbox', { name: text('desk.username') })
const password = () => screen.getByLabelText(text('desk.password'))
const newPassword = () => screen.getByLabelText(text('desk.newPassword'))
const oneTimeCode = () => screen.getByRole('textbox', { name: text('desk.enrolmentCode') })
const digits = () => screen.findByRole('textbox', { name: text('twoFactor.codeOrBackupCode') })
const submit = () => screen.getByRole('button', { name: text('desk.signIn') })

test('a user signs in with username and password', async () => {
	const { user, server, onSignIn } = await render()
	await user.type(name(), ' sadia ')
	await user.type(password(), 'correct horse{Enter}')
	await waitFor(() => expect(onSignIn).toHaveBeenCalledWith(dataManager, false))
	expect(server.bodiesOf('POST /api/sign-in')).toEqual([
		{ code: 'sadia', password: 'correct horse', twoFactorCode: '' },
	])
})

test('empty fields are marked, and nothing is sent', async () => {
	const { user, server } = await render()
	await user.click(submit())
	expect(await screen.findAllByText(text('desk.required'))).toHaveLength(2)
	expect(name()).toHaveAttribute('aria-invalid', 'true')
	expect(password()).toHaveAttribute('aria-invalid', 'true')
	expect(server.sent).toEqual([])
})

test('a wrong password is refused, the fields keep their text, and it can be tried again', async () => {
	const { user, server, onSignIn } = await render({
		replies: { 'POST /api/sign-in': new Problem('name-or-password-wrong') },
	})
	await user.type(name(), 'sadia')
	await user.type(password(), 'wrong')
	await user.click(submit())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.name-or-password-wrong'))
	expect(name()).toHaveValue('sadia')
	server.reply({ 'POST /api/sign-in': dataManager })
	await user.click(submit())
	await waitFor(() => expect(onSignIn).toHaveBeenCalledOnce())
})

test('with two-factor authentication the code is asked for in place of the password', async () => {
	const { user, server, onSignIn } = await render({
		replies: { 'POST /api/sign-in': new Problem('two-factor-required') },
	})
	await user.type(name(), 'sadia')
	await user.type(password(), 'correct horse')
	await user.click(submit())
	expect(await digits()).toHaveFocus()
	expect(screen.getByRole('status')).toHaveTextContent(text('twoFactor.prompt'))
	// asking for the code is no error
	expect(screen.queryByRole('alert')).toBeNull()
	expect(await digits()).toHaveAccessibleDescription(text('twoFactor.lostPhoneHelp'))
	server.reply({ 'POST /api/sign-in': new Problem('two-factor-wrong') })
	await user.type(await digits(), '000000')
	await user.click(submit())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.two-factor-wrong'))
	server.reply({ 'POST /api/sign-in': dataManager })
	await user.clear(await digits())
	await user.type(await digits(), '123456')
	await user.click(submit())
	await waitFor(() => expect(onSignIn).toHaveBeenCalledOnce())
	expect(server.bodiesOf('POST /api/sign-in').at(-1)).toEqual({
		code: 'sadia',
		password: 'correct horse',
		twoFactorCode: '123456',
	})
})

test('an empty code is refused like a wrong one', async () => {
	const { user } = await render({ replies: { 'POST /api/sign-in': new Problem('two-factor-required') } })
	await user.type(name(), 'sadia')
	await user.type(password(), 'correct horse')
	await user.click(submit())
	await digits()
	await user.click(submit())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.two-factor-required'))
})

test('a password changed in the meantime shows both fields again', async () => {
	const { user, server } = await render({
		replies: { 'POST /api/sign-in': new Problem('two-factor-required') },
	})
	await user.type(name(), 'sadia')
	await user.type(password(), 'correct horse')
	await user.click(submit())
	await user.type(await digits(), '123456')
	server.reply({ 'POST /api/sign-in': new Problem('name-or-password-wrong') })
	await user.click(submit())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.name-or-password-wrong'))
	expect(name()).toHaveValue('sadia')
})

test('the first sign-in needs an enrolment code and a new password', async () => {
	const { user, server, onSignIn } = await render()
	await user.click(screen.getByRole('button', { name: text('desk.useCode') }))
	await user.type(oneTimeCode(), 'ABCD-EFGH')
	await user.type(newPassword(), 'short')
	await user.click(submit())
	expect(
		await screen.findByText(text('problem.password-too-short', { least: shortestPassword })),
	).toBeVisible()
	await user.type(newPassword(), ' and longer')
	await user.click(submit())
	await waitFor(() => expect(onSignIn).toHaveBeenCalledWith(dataManager, true))
	expect(server.bodiesOf('POST /api/sign-in-with-code')).toEqual([
		{ invitation: 'ABCD-EFGH', password: 'short and longer' },
	])
})

test('a link with a code fills it in, and the code leaves the address once used', async () => {
	const { user, onSignIn } = await render({ path: '/desk/people?state=off#code=ABCD-EFGH' })
	expect(oneTimeCode()).toHaveValue('ABCD-EFGH')
	await user.type(newPassword(), 'long enough')
	await user.click(submit())
	await waitFor(() => expect(onSignIn).toHaveBeenCalledOnce())
	expect(location.href).toMatch(/\/desk\/people\?state=off$/)
})

test('a link opened while the page is shown replaces the code', async () => {
	const { user } = await render()
	await user.type(name(), 'sadia')
	history.replaceState(null, '', '/desk#code=WXYZ-2345')
	act(() => {
		dispatchEvent(new Event('hashchange'))
	})
	expect(oneTimeCode()).toHaveValue('WXYZ-2345')
	await user.click(screen.getByRole('button', { name: text('desk.usePassword') }))
	expect(name()).toHaveValue('')
})

test('an offline page says so', async () => {
	const { user } = await render({ replies: { 'POST /api/sign-in': offline } })
	await user.type(name(), 'sadia')
	await user.type(password(), 'correct horse')
	await user.click(submit())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(password()).toHaveValue('correct horse')
})

test('the language can be chosen before signing in, and the fields keep their text', async () => {
	const { user } = await render()
	await user.type(name(), 'sadia')
	await user.click(screen.getByRole('button', { name: 'اردو' }))
	await waitFor(() => expect(document.documentElement).toHaveAttribute('dir', 'rtl'))
	expect(screen.getByDisplayValue('sadia')).toBeVisible()
})
