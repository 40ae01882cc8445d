import { expect } from '@playwright/test'
import type { ControlsWalk } from './controls-walk.ts'
import { choose, chooseInMenu, press, tabTo, write } from './keyboard.ts'

/** Ranking and range questions. */
export async function scales(walk: ControlsWalk): Promise<void> {
	await expect(walk.stars('stars')).toBeVisible()
	await walk.refusesBlank('scales', 6)
	await walk.checkScreen('scales')
	await press(walk.page.getByRole('button', { name: walk.texts.down }), 'Enter')
	await expect(walk.page.getByRole('status').filter({ hasText: walk.texts.moved })).toBeVisible()
	await walk.page.keyboard.press('Enter')
	await walk.page.keyboard.press('Enter')
	// at the end of the list the focus moves to the button for the other direction
	await expect(walk.page.getByRole('button', { name: walk.texts.up })).toBeFocused()
	await press(walk.slider('sure'), 'Enter')
	await expect(walk.slider('sure')).toHaveAttribute('aria-valuetext', '1')
	await walk.page.keyboard.press('End')
	await press(walk.slider('often'), 'ArrowUp')
	await walk.page.keyboard.press('End')
	await expect(walk.slider('often')).toHaveAttribute(
		'aria-valuetext',
		new RegExp(walk.choice('often', '100')),
	)
	await press(walk.slider('deep'), 'ArrowUp')
	await walk.page.keyboard.press('ArrowUp')
	await chooseInMenu(walk.menu('rooms'), '4')
	await choose(walk.stars('stars'), '3')
	await walk.leaveAndReturn('scales', 'found')
	await expect(
		walk.page.getByRole('listitem').filter({ hasText: walk.choice('trade', 'farm') }),
	).toContainText('4.')
	await expect(walk.slider('sure')).toHaveValue('7')
	await expect(walk.slider('often')).toHaveValue('100')
	await expect(walk.slider('deep')).toHaveValue('2')
	await expect(walk.menu('rooms')).toHaveValue('4')
	await expect(walk.page.getByRole('radio', { name: '3', exact: true })).toBeChecked()
	await walk.next()
}

/** Location and barcode questions. */
export async function placesAndCodes(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('found', 2)
	await write(walk.text('tag'), '0042-AB')
	await press(walk.group('place').getByRole('button', { name: walk.texts.location }), 'Enter')
	await expect(walk.group('place')).toContainText(walk.texts.within)
	await expect(walk.text('years')).toHaveValue('36')
	await tabTo(walk.text('years'))
	await walk.page.keyboard.press('ControlOrMeta+a')
	await walk.page.keyboard.insertText('35')
	await expect(walk.label('told_village')).toHaveText('**Kot**')
	await expect(walk.text('told_village')).toHaveCount(0)
	await walk.leaveAndReturn('found', 'people')
	await expect(walk.text('tag')).toHaveValue('0042-AB')
	await expect(walk.group('place')).toContainText('30.05, 70.63')
	await expect(walk.text('years')).toHaveValue('35')
	await walk.next()
}

/** Rows of a repeat: added, removed and opened. */
export async function rows(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('people', 1)
	for (const [i, name] of ['Amina', 'Bano', 'چاند'].entries()) {
		await press(walk.button(walk.texts.add), 'Enter')
		await expect(walk.page.getByRole('button', { expanded: true })).toBeFocused()
		await write(walk.text('name'), name)
		await write(walk.text('member_age'), String(30 + i))
	}
	await choose(walk.group('head'), 'Bano')
	await press(walk.button(/Amina/), 'Enter')
	await press(walk.button(walk.texts.remove), 'Enter')
	await press(walk.button(walk.texts.yes), 'Enter')
	await expect(walk.button(/Amina/)).toHaveCount(0)
	await expect(walk.button(walk.texts.add)).toBeFocused()
	await expect(walk.group('head').getByRole('radio')).toHaveCount(2)
	// a row with a missing answer is opened and gets the focus
	await press(walk.button(/Bano/), 'Enter')
	await tabTo(walk.text('name'))
	await walk.page.keyboard.press('ControlOrMeta+a')
	await walk.page.keyboard.press('Delete')
	await press(walk.page.getByRole('button', { expanded: true }), 'Enter')
	await walk.next()
	await expect(walk.text('name')).toBeFocused()
	await walk.isRefused(walk.text('name'), walk.texts.needed)
	await walk.checkScreen('people')
	await walk.page.keyboard.insertText('Bano')
	await walk.leaveAndReturn('people', 'table')
	await expect(walk.group('head').getByRole('radio', { name: 'Bano' })).toBeChecked()
	await expect(walk.button(/چاند, 32/)).toBeVisible()
	await walk.next()
}
