import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { HomeScreen } from './home-screen.tsx'

beforeEach(preparePhone)

test('problems with sending are shown without a request', async () => {
	const { report, user } = await renderPhone(<HomeScreen />, {
		sync: { isDeactivated: true, mustUpdate: true },
	})
	expect(await screen.findByText(text('home.accountDeactivated'))).toBeVisible()
	for (const tab of ['households', 'new', 'records', 'today'] as const) {
		await user.click(screen.getByRole('link', { name: text(`home.tab.${tab}`) }))
		expect(await screen.findByText(text('home.accountDeactivated'))).toBeVisible()
	}
	expect(screen.getByText(text('home.updateRequired'))).toBeVisible()
	report({ problem: new Problem('phone-unknown'), isDeactivated: false })
	expect(await screen.findByText(text('problem.phone-unknown'))).toBeVisible()
	expect(screen.queryByText(text('home.accountDeactivated'))).toBeNull()
	// problems that resolve by waiting are not shown here
	report({ problem: new Problem('no-connection') })
	await waitFor(() => expect(screen.queryByText(text('problem.phone-unknown'))).toBeNull())
	expect(screen.queryByText(text('problem.no-connection'))).toBeNull()
})

test.each(['/households', '/new', '/records'])('a problem with sending is shown at %s too', async (path) => {
	await renderPhone(<HomeScreen />, { path, sync: { isDeactivated: true } })
	expect(await screen.findByText(text('home.accountDeactivated'))).toBeVisible()
})
