import { existsSync } from 'node:fs'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { roles } from '#shared/people/roles'
import en from '../../locales/en.json'
import ur from '../../locales/ur.json'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { HelpDrawer, type PageName } from './help-drawer.tsx'
import { listNavigation } from './navigation.ts'
import { subpageNames } from './subpages.ts'

const render = (page: PageName, options: DeskOptions = {}) =>
	renderDesk(<HelpDrawer page={page} />, { path: '/desk/coverage', ...options })
const button = () => screen.getByRole('button', { name: text('desk.openHelp') })

test('the button opens the help of the page, and Escape returns to the button', async () => {
	const { user } = await render('coverage')
	expect(screen.queryByRole('dialog')).toBeNull()
	await user.click(button())
	const title = text('desk.helpFor', { page: text('desk.page.coverage') })
	const drawer = within(screen.getByRole('dialog', { name: title }))
	expect(drawer.getByText(text('desk.pageHelp.coverage.purpose'))).toBeVisible()
	expect(drawer.getByText(text('desk.pageHelp.coverage.first'))).toBeVisible()
	await user.click(drawer.getByRole('button', { name: text('review.close') }))
	expect(screen.queryByRole('dialog')).toBeNull()
	expect(button()).toHaveFocus()
})

test.each([
	['en', 'coordinator', '/docs/use/coordinator/'],
	['ur', 'data-manager', '/docs/ur/use/data-manager/'],
] as const)(
	'in %s the drawer links to the guide of the role %s, in a new tab',
	async (language, role, address) => {
		const { user } = await render('coverage', { language, person: { role } })
		await user.click(button())
		const link = screen.getByRole('link', { name: text('desk.helpGuide', { role: text(`role.${role}`) }) })
		expect(link).toHaveAttribute('href', address)
		expect(link).toHaveAttribute('target', '_blank')
	},
)

test('each page has a help text in each language of the desk, and each role of the desk has a guide', () => {
	const atDesk = roles.filter((role) => role !== 'enumerator' && role !== 'helpline-operator')
	const pages = new Set([
		...atDesk.flatMap((role) =>
			listNavigation({ role, districts: 'all' }, { serves: ['survey', 'helpline'] }).map(({ name }) => name),
		),
		...subpageNames,
		'account' as const,
	])
	for (const { desk } of [en, ur]) {
		const lacking = [...pages].filter((page) => !desk.pageHelp[page]?.purpose || !desk.pageHelp[page].first)
		expect(lacking).toEqual([])
		expect(Object.keys(desk.pageHelp).filter((name) => !pages.has(name as PageName))).toEqual([])
	}
	for (const role of atDesk)
		for (const folder of ['docs', 'docs/ur']) expect(existsSync(`${folder}/use/${role}.md`)).toBe(true)
})
