import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { finishRecord } from '../../testing/records.ts'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { ReportSavedScreen } from './report-saved-screen.tsx'

beforeEach(preparePhone)

test('a report is said to wait on the phone, and then to be sent', async () => {
	const { sync } = await renderPhone(<ReportSavedScreen />, {
		given: async ({ vaultSession }) => {
			await finishRecord(vaultSession, { id: 'household', ver: 1 }, { 'n_result/result': 'refused' })
		},
	})
	expect(await screen.findByRole('heading', { name: text('receipt.reportSaved') })).toBeVisible()
	expect(screen.getByText(text('receipt.reportWaits'))).toBeVisible()
	await sync()
	await waitFor(() => expect(screen.getByRole('heading', { name: text('receipt.reportSent') })).toBeVisible())
	expect(screen.queryByText(text('receipt.reportWaits'))).toBeNull()
})

test('closing it leads back to where the report was started', async () => {
	const back = vi.spyOn(history, 'back').mockImplementation(() => {})
	history.pushState(null, '', '/saved')
	const { user } = await renderPhone(<ReportSavedScreen />)
	await user.click(await screen.findByRole('button', { name: text('app.close') }))
	expect(back).toHaveBeenCalledTimes(1)
})
