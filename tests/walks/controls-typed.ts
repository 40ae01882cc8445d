import { expect } from '@playwright/test'
import { labelOf } from './controls-form.ts'
import type { ControlsWalk } from './controls-walk.ts'
import { press, tabTo, tick, write, writeParts } from './keyboard.ts'

/** Text questions. */
export async function typedText(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('typed', 4)
	await expect(walk.text('village')).toBeFocused()
	await walk.checkScreen('typed')
	await write(walk.text('village'), '**Kot**')
	await press(walk.page.locator('summary').filter({ hasText: walk.texts.more }), 'Enter')
	await expect(walk.page.getByText(walk.texts.second)).toBeVisible()
	await write(walk.text('story'), 'One line')
	await walk.page.keyboard.press('Enter')
	await walk.page.keyboard.insertText('دوسری سطر')
	await write(walk.text('age'), '17')
	await write(walk.text('weight'), '151')
	await expect(walk.page.getByRole('status').filter({ hasText: walk.texts.soMuch })).toBeVisible()
	await expect(walk.text('weight')).toHaveAccessibleDescription(new RegExp(walk.texts.soMuch))
	await walk.isRefused(walk.text('age'), walk.texts.adults)
	await walk.checkScreen('typed')
	await walk.page.keyboard.press('Shift+Tab')
	await tabTo(walk.text('age'))
	await walk.page.keyboard.press('ControlOrMeta+a')
	// digits of the Urdu keyboard count as digits
	await walk.page.keyboard.insertText(walk.language === 'ur' ? '۳۴' : '34')
	await expect(walk.text('age')).toHaveAttribute('aria-invalid', 'false')
	await walk.leaveAndReturn('typed', 'told')
	await expect(walk.text('village')).toHaveValue('**Kot**')
	await expect(walk.text('story')).toHaveValue('One line\nدوسری سطر')
	await expect(walk.text('age')).toHaveValue(/34|۳۴/)
	await expect(walk.text('weight')).toHaveValue('151')
}

/** Switches the language of the interview and back. */
export async function anotherLanguage(walk: ControlsWalk): Promise<void> {
	const other = walk.language === 'en' ? 'ur' : 'en'
	await tabTo(walk.page.getByRole('combobox', { name: walk.texts.language }))
	await walk.page.keyboard.press(walk.language === 'en' ? 'ArrowDown' : 'ArrowUp')
	await expect(walk.page.getByRole('textbox', { name: labelOf('village', other) })).toHaveValue('**Kot**')
	// a text without a translation is shown in its original language
	const untranslated = walk.page.getByText(labelOf('untold', 'en'))
	await expect(untranslated).toBeVisible()
	await expect(untranslated).toHaveAttribute('lang', 'en')
	await expect(untranslated).toHaveAttribute('dir', 'ltr')
	await walk.checkScreen('typed-otherwise')
	await walk.page.keyboard.press(walk.language === 'en' ? 'ArrowUp' : 'ArrowDown')
	await expect(walk.text('village')).toBeVisible()
	await walk.next()
}

/** Questions for dates, times and single words. */
export async function daysAndWords(walk: ControlsWalk): Promise<void> {
	await walk.refusesBlank('told', 4)
	await walk.checkScreen('told')
	const words = walk.page.getByText(walk.language === 'en' ? 'leaning' : 'ترچھا').locator('..')
	await expect(words.getByRole('strong')).toHaveText(walk.language === 'en' ? 'Bold' : 'موٹا')
	await expect(words.getByRole('emphasis')).toHaveCount(1)
	await expect(words).toContainText('**Kot**')
	await writeParts(walk.label('born'), ['05', '05', '1990'])
	await writeParts(walk.label('woke'), ['06', '15', 'AM'])
	await writeParts(walk.label('met'), ['06', '06', '2025', '09', '30', 'PM'])
	await tick(walk.group('understood'), walk.texts.done)
	await walk.leaveAndReturn('told', 'chosen')
	await expect(walk.label('born')).toHaveValue('1990-05-05')
	await expect(walk.label('woke')).toHaveValue('06:15')
	await expect(walk.label('met')).toHaveValue('2025-06-06T21:30')
	await expect(walk.group('understood').getByRole('checkbox')).toBeChecked()
	await walk.next()
}
