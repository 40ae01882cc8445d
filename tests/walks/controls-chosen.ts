import { expect } from '@playwright/test'
import type { ControlsWalk } from './controls-walk.ts'
import { choose, chooseInMenu, press, tabTo, tick, write } from './keyboard.ts'

/** Questions with choices. */
export async function choices(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('chosen', 6)
	await walk.checkScreen('chosen')
	await choose(walk.group('trade'), walk.choice('trade', 'teach'))
	await press(walk.group('trade').getByRole('button', { name: walk.texts.takeBack }), 'Enter')
	await expect(walk.group('trade').getByRole('radio').first()).toBeFocused()
	await expect(walk.radio('trade', 'trade', 'teach')).not.toBeChecked()
	await choose(walk.group('trade'), walk.choice('trade', 'teach'))
	await chooseInMenu(walk.menu('second'), walk.choice('trade', 'shop'))
	await choose(walk.group('content'), walk.choice('agree', '4'))
	await choose(walk.group('wish'), walk.choice('trade', 'build'))
	await choose(walk.group('father'), walk.texts.other)
	await write(walk.page.getByRole('textbox', { name: walk.texts.whichOther }), 'Miller')
	await choose(walk.group('fruit'), walk.choice('fruit', 'date'))
	await expect(walk.group('fruit').locator('img')).toHaveCount(3)
	await tick(walk.group('learned'), walk.choice('trade', 'shop'))
	await tick(walk.group('learned'), walk.choice('trade', 'farm'))
	await walk.leaveAndReturn('chosen', 'hurry')
	await expect(walk.radio('trade', 'trade', 'teach')).toBeChecked()
	await expect(walk.menu('second')).toHaveValue('shop')
	await expect(walk.radio('content', 'agree', '4')).toBeChecked()
	await expect(walk.radio('wish', 'trade', 'build')).toBeChecked()
	await expect(walk.page.getByRole('textbox', { name: walk.texts.whichOther })).toHaveValue('Miller')
	await expect(walk.radio('fruit', 'fruit', 'date')).toBeChecked()
	await expect(walk.group('learned').getByRole('checkbox', { checked: true })).toHaveCount(2)
	await walk.next()
}

/**
 * A question that continues automatically when a choice is selected, and not when an arrow key passes over
 * it.
 */
export async function quickChoice(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('hurry', 1)
	await walk.checkScreen('hurry')
	await choose(walk.group('quickly'), walk.choice('agree', '3'))
	await walk.title('hurry')
	await walk.page.keyboard.press('Space')
	await walk.title('long')
}

/** Lists with a search field. */
export async function longLists(walk: ControlsWalk): Promise<void> {
	await expect(walk.group('mauza').getByRole('radio')).toHaveCount(20)
	await walk.refusesBlank('long', 2)
	const mauza = walk.group('mauza')
	await expect(mauza.getByRole('radio')).toHaveCount(20)
	// k and y of an Arabic keyboard layout
	await write(
		mauza.getByRole('searchbox', { name: walk.texts.narrow }),
		walk.language === 'ur' ? 'كيك' : 'kikr',
	)
	await choose(mauza, walk.choice('mauza', 'kikri'))
	await write(mauza.getByRole('searchbox'), 'zzz')
	await expect(mauza.getByRole('radio')).toHaveCount(1)
	const visited = walk.group('visited')
	await choose(mauza, walk.choice('mauza', 'kikri'))
	await write(visited.getByRole('searchbox'), walk.choice('mauza', 'kot'))
	await tick(visited, walk.choice('mauza', 'kot'))
	await tabTo(visited.getByRole('searchbox'))
	await walk.page.keyboard.press('ControlOrMeta+a')
	await walk.page.keyboard.press('Delete')
	await expect(visited.getByRole('checkbox')).toHaveCount(21)
	await tick(visited, walk.choice('mauza', 'm1'))
	await tick(visited, walk.choice('mauza', 'm2'))
	await tick(visited, walk.choice('mauza', 'm2'))
	await expect(walk.box('visited', 'mauza', 'm2')).toBeFocused()
	await walk.leaveAndReturn('long', 'scales')
	await expect(walk.radio('mauza', 'mauza', 'kikri')).toBeChecked()
	await expect(visited.getByRole('checkbox', { checked: true })).toHaveCount(2)
	await expect(walk.box('visited', 'mauza', 'kot')).toBeChecked()
	// arrow keys move through the choices in their displayed order
	await choose(mauza, walk.choice('mauza', 'm3'))
	await walk.next()
}

/** Several questions with the same choices, shown as a table. */
export async function tableOfChoices(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('table', 2)
	await choose(walk.group('water'), walk.choice('agree', '2'))
	await choose(walk.group('school'), walk.choice('agree', '5'))
	await walk.leaveAndReturn('table', 'attached')
	await expect(walk.radio('water', 'agree', '2')).toBeChecked()
	await expect(walk.radio('school', 'agree', '5')).toBeChecked()
	await walk.next()
}

/** Choices from a table that was attached to the form. */
export async function attachedChoices(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('attached', 2)
	const place = { en: ['Dera Ghazi Khan', 'Taunsa'], ur: ['ڈیرہ غازی خان', 'تونسہ'] }[walk.language]
	await choose(walk.group('district'), place[0] ?? '')
	await choose(walk.group('tehsil'), place[1] ?? '')
	await expect(walk.group('tehsil').getByRole('radio')).toHaveCount(2)
	await walk.checkScreen('attached')
	await walk.next()
}
