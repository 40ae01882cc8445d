import { expect, type Locator } from '@playwright/test'

const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement)

/** Presses Tab until the target has the focus, and checks that the focus is visible. */
export async function tabTo(target: Locator): Promise<void> {
	await expect(target).toBeVisible()
	for (let i = 0; i < 150 && !(await isFocused(target)); i++) await target.page().keyboard.press('Tab')
	await expect(target).toBeFocused()
	await showsFocus(target)
}

/** True if the field, or the choice that contains it, has an outline that nothing covers. */
const showsFocus = (target: Locator) =>
	expect
		.poll(
			() =>
				target.evaluate((element) => {
					const shown = element.closest('label.choice') ?? element
					const { left, right, top, bottom } = shown.getBoundingClientRect()
					const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
					const isOutlined = [element, element.closest('label')].some(
						(each) => each && getComputedStyle(each).outlineStyle === 'solid',
					)
					return { isOutlined, isCovered: !above || !(shown.contains(above) || above.contains(shown)) }
				}),
			{ message: 'the focus can be seen' },
		)
		.toEqual({ isOutlined: true, isCovered: false })

export async function press(target: Locator, key: string): Promise<void> {
	await tabTo(target)
	await target.page().keyboard.press(key)
}

export async function write(field: Locator, text: string): Promise<void> {
	await tabTo(field)
	await field.page().keyboard.insertText(text)
}

/**
 * Types into the parts of a field for dates and times. Most parts advance automatically; a year could have
 * more digits.
 */
export async function writeParts(field: Locator, parts: readonly string[]): Promise<void> {
	await tabTo(field)
	const { keyboard } = field.page()
	for (const part of parts) {
		await keyboard.type(part)
		if (part.length > 2) await keyboard.press('Tab')
	}
}

/** Selects a choice of a group with arrow keys, in rows and columns. */
export async function choose(group: Locator, name: string): Promise<void> {
	const radio = group.getByRole('radio', { name, exact: true })
	await expect(radio).toBeVisible()
	const { keyboard } = group.page()
	const isInside = () =>
		group.evaluate(
			(element) =>
				element.contains(document.activeElement) && document.activeElement?.matches('input[type="radio"]'),
		)
	for (let i = 0; i < 150 && !(await isInside()); i++) await keyboard.press('Tab')
	if (await isFocused(radio)) await keyboard.press('Space')
	for (let i = 0; i < 30 && !(await isFocused(radio)); i++) await keyboard.press('ArrowDown')
	await expect(radio).toBeChecked()
	await showsFocus(radio)
}

export async function tick(group: Locator, name: string): Promise<void> {
	await press(group.getByRole('checkbox', { name, exact: true }), 'Space')
}

/** Selects an option of a closed menu with the arrow key. */
export async function chooseInMenu(menu: Locator, text: string): Promise<void> {
	await tabTo(menu)
	const chosen = menu.locator('option:checked')
	for (let i = 0; i < 20 && (await chosen.innerText()) !== text; i++)
		await menu.page().keyboard.press('ArrowDown')
	await expect(chosen).toHaveText(text)
}
