import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DeviceListItem } from '#shared/sync/device-list'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { announceNews } from '../../testing/news.ts'
import { deviceInventory, person, phoneListed } from '../../testing/people.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { DevicesScreen } from './devices-screen.tsx'

const amina = phoneListed('Amina', { team: 'A' })
const bilal = phoneListed('Bilal', { missing: 2, gaps: [{ first: 7, last: 8 }], app: '1.8' })
const render = (
	{ replies, person: who, ...options }: DeskOptions = {},
	phones: DeviceListItem[] = [amina, bilal],
) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<DevicesScreen />, {
		...options,
		person: { role: 'administrator', ...who },
		replies: { 'GET /api/devices': phones, 'GET /api/messages': [], ...replies },
	})
}
const row = (name: string) => screen.findByRole('row', { name: new RegExp(`^${name}`) })
const names = () => screen.getAllByRole('rowheader').map(({ textContent }) => textContent?.slice(0, 5))
const filter = (name: string) => screen.findByRole('combobox', { name })

test('the number of devices with alerts comes first, and the most urgent one is listed first', async () => {
	await render()
	expect(await screen.findByText(text('devices.alertCount', { count: 1 }))).toBeVisible()
	await row('Amina')
	expect(names()).toEqual(['Bilal', 'Amina'])
})

test('no alerts, or no devices, is reported', async () => {
	const { unmount } = await render({}, [amina])
	expect(await screen.findByText(text('devices.noAlerts'))).toBeVisible()
	unmount()
	await render({}, [])
	expect(await screen.findByText(text('devices.empty'))).toBeVisible()
	expect(screen.queryByRole('table')).toBeNull()
	expect(screen.queryByRole('search')).toBeNull()
	// a file of an unknown phone can be imported as well
	expect(screen.getByRole('heading', { name: text('offlineTransfer.importTitle') })).toBeVisible()
})

test('demonstration and deactivated devices do not count as alerts', async () => {
	await render({}, [
		{ ...bilal, person: person('Bilal', { demonstration: true }) },
		{ ...amina, isRevoked: true },
	])
	expect(await screen.findByText(text('devices.onlyDemonstrationAlerts'))).toBeVisible()
})

test('devices are filtered and sorted, and the selection is in the address', async () => {
	const { user } = await render()
	await user.selectOptions(await filter(text('devices.alerts')), 'any')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
	expect(screen.getByText(text('devices.shownCount', { count: 1, all: 2 }))).toBeVisible()
	await user.selectOptions(await filter(text('devices.alerts')), '')
	await user.selectOptions(await filter(text('devices.sort')), 'name')
	await waitFor(() => expect(names()).toEqual(['Amina', 'Bilal']))
	expect(location.search).toBe('?sort=name')
	await user.selectOptions(await filter(text('people.team')), '-')
	await waitFor(() => expect(names()).toEqual(['Bilal']))
	await user.selectOptions(await filter(text('people.districts')), 'PK608')
	await waitFor(() => expect(screen.queryByRole('table')).toBeNull())
})

test('the filtered list is exported as a table', async () => {
	const downloads = watchDownloads()
	const { user } = await render({ path: '/desk/devices?team=A' })
	await user.click(await screen.findByRole('button', { name: text('people.file.exportCsv') }))
	expect(downloads[0]?.name).toBe('devices.csv')
	expect((await downloads[0]?.text())?.trimEnd().split('\r\n')).toHaveLength(2)
})

test('new data is shown at once', async () => {
	const { server } = await render({}, [bilal])
	await row('Bilal')
	server.reply({ 'GET /api/devices': [{ ...bilal, missing: 0, gaps: [] }] })
	await announceNews()
	expect(await screen.findByText(text('devices.noAlerts'))).toBeVisible()
})

test('an offline page says so, and another try loads the list', async () => {
	const { user, server } = await render({ replies: { 'GET /api/devices': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/devices': [amina] })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await row('Amina')
	expect(screen.queryByRole('alert')).toBeNull()
})

test('users who may deactivate no device have no column for it', async () => {
	await render({ person: { role: 'data-manager' } })
	await row('Amina')
	expect(screen.queryByRole('columnheader', { name: text('people.access') })).toBeNull()
})

test('a coordinator acts on devices of their own districts only', async () => {
	await render({ person: { role: 'coordinator', districts: ['PK607'] } }, [
		amina,
		{ ...bilal, person: person('Bilal', { districts: ['PK607', 'PK608'] }) },
	])
	expect(within(await row('Amina')).getByRole('button')).toBeVisible()
	expect(within(await row('Bilal')).queryByRole('button')).toBeNull()
})

test('the unsent data of a device is shown with it', async () => {
	await render({}, [
		phoneListed('Amina', { inventory: deviceInventory({ waiting: 3, records: 2, days: 4 }) }),
	])
	expect(await row('Amina')).toHaveTextContent(
		`${text('devices.unsentRecords', { count: 2 })} ${text('devices.unsentDays', { count: 4 })}`,
	)
})
