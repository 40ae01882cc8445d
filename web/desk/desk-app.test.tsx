import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { offline, serveReplies } from '../testing/server-replies.ts'
import { speak, text } from '../testing/text.ts'
import { Desk } from './desk-app.tsx'

test('without a connection the desk says that nothing is saved, and asks again; without a session it shows the sign-in', async () => {
	await speak('en')
	const server = serveReplies({ 'GET /api/session': offline })
	render(<Desk />)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/session': null })
	await userEvent.click(screen.getByRole('button', { name: text('app.retry') }))
	expect(await screen.findByRole('heading', { name: text('desk.signIn') })).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})
