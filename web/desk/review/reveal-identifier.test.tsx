import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { Role } from '#shared/people/roles'
import type { RevealIdentifierResponse } from '#shared/review/reveal-identifier'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RevealIdentifier } from './reveal-identifier.tsx'

const visit = `
	type  name   label
	text  phone  Telephone
`
const identifiers = 'POST /api/records/record-1/identifiers/reveal'

const render = (role: Role, replies: DeskOptions['replies'] = {}) =>
	renderDesk(
		<WithReading lines={visit}>
			{(reading) => <RevealIdentifier record="record-1" path="phone" reading={reading} />}
		</WithReading>,
		{ person: { role }, replies },
	)
const show = () => screen.getByRole('button', { name: text('review.show') })

test('it is hidden until requested, which the audit log records, and can be hidden again', async () => {
	const { user, server } = await render('coordinator', {
		[identifiers]: { answer: '0300 1234567' } satisfies RevealIdentifierResponse,
	})
	expect(screen.getByText(text('record.encryptedAnswer'))).toBeVisible()
	expect(show()).toHaveAccessibleDescription(text('review.viewingIsLogged'))
	expect(server.sent).toEqual([])
	await user.click(show())
	expect(await screen.findByText('0300 1234567')).toBeVisible()
	expect(server.bodiesOf(identifiers)).toEqual([{ question: 'phone' }])
	await user.click(screen.getByRole('button', { name: text('review.hide') }))
	expect(screen.queryByText('0300 1234567')).toBeNull()
	expect(server.sent).toHaveLength(1)
})

test('a missing answer is reported too', async () => {
	const { user } = await render('data-manager', {
		[identifiers]: { answer: null } satisfies RevealIdentifierResponse,
	})
	await user.click(show())
	expect(await screen.findByText(text('review.blank'))).toBeVisible()
})

test('users who may not decrypt it are offered nothing', async () => {
	const { server } = await render('safeguarding-lead')
	expect(screen.getByText(text('record.encryptedAnswer'))).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
	expect(server.sent).toEqual([])
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a missing key', new Problem('identifiers-key-missing'), 'problem.identifiers-key-missing'],
] as const)('after %s it stays hidden, and can be requested again', async (_, reply, problem) => {
	const { user, server } = await render('coordinator', { [identifiers]: reply })
	await user.click(show())
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(screen.getByText(text('record.encryptedAnswer'))).toBeVisible()
	server.reply({ [identifiers]: { answer: '0300 1234567' } satisfies RevealIdentifierResponse })
	await user.click(show())
	expect(await screen.findByText('0300 1234567')).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})
