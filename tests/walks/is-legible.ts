import { expect, type Page } from '@playwright/test'
import { settled } from './settled.ts'

/** Soft assertions: an error on one screen does not hide those of others. */
const soft = expect.configure({ soft: true })

/** Doubles the text size before the first paint, like a phone that is set to large text. */
export const withLargeText = () => {
	const enlarge = () => {
		document.documentElement.style.fontSize = '32px'
	}
	if (document.documentElement) enlarge()
	document.addEventListener('DOMContentLoaded', enlarge)
}

/** Checks that no text is cut off, overlaps other text, or needs horizontal scrolling. */
export async function isLegible(page: Page, screen: string): Promise<void> {
	await settled(page)
	await soft
		.poll(
			() =>
				page.evaluate(() => {
					interface Shown {
						readonly text: string
						readonly element: Element
						readonly box: DOMRect
					}
					const wrong: string[] = []
					const scrolls = (element: Element | null): boolean =>
						element !== null &&
						element !== document.documentElement &&
						(/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
					const floats = (element: Element | null): boolean =>
						element !== null &&
						(/fixed|sticky/.test(getComputedStyle(element).position) || floats(element.parentElement))
					const nameOf = (text: string) => text.trim().slice(0, 40)
					const shown: Shown[] = []
					const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
					for (let node = walker.nextNode(); node; node = walker.nextNode()) {
						const element = node.parentElement
						const text = node.textContent ?? ''
						if (!element || text.trim() === '' || element.closest('select, option, script, style')) continue
						if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue
						const range = document.createRange()
						range.selectNodeContents(node)
						for (const box of range.getClientRects()) {
							// visually hidden on purpose, for screen readers
							if (box.width <= 1 || box.height <= 1) continue
							shown.push({ text: nameOf(text), element, box })
							if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(element))
								wrong.push(`beside the screen: ${nameOf(text)}`)
						}
						for (
							let each: Element | null = element;
							each && each !== document.body;
							each = each.parentElement
						) {
							const { overflowX, overflowY } = getComputedStyle(each)
							const isCut =
								(/hidden|clip/.test(overflowX) && each.scrollWidth > each.clientWidth + 1) ||
								(/hidden|clip/.test(overflowY) && each.scrollHeight > each.clientHeight + 1)
							if (isCut && each.clientWidth > 1) wrong.push(`cut off: ${nameOf(text)}`)
						}
					}
					const fixedInPlace = shown.filter(({ element }) => !floats(element))
					for (const [i, one] of fixedInPlace.entries())
						for (const other of fixedInPlace.slice(i + 1)) {
							if (one.element === other.element) continue
							const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
							const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
							// lines of a script with tall letters may touch
							if (wide > 2 && high > Math.min(one.box.height, other.box.height) / 2)
								wrong.push(`over each other: ${one.text} / ${other.text}`)
						}
					const { scrollWidth, clientWidth } = document.documentElement
					if (scrollWidth > clientWidth) wrong.push(`${scrollWidth - clientWidth} px wider than the screen`)
					return [...new Set(wrong)]
				}),
			{ message: `${screen}, with large letters` },
		)
		.toEqual([])
}

/** Returns the lowest contrast of questions, notes and answers. */
export const contrastOfQuestions = (page: Page): Promise<number> =>
	page.evaluate(() => {
		const partsOf = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
		const light = (color: string) => {
			const [red = 0, green = 0, blue = 0] = partsOf(color).map((part) => {
				const share = part / 255
				return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
			})
			return 0.2126 * red + 0.7152 * green + 0.0722 * blue
		}
		const below = (element: Element | null): string => {
			const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)'
			const isSeen = (partsOf(color)[3] ?? 1) > 0
			return isSeen ? color : below(element?.parentElement ?? null)
		}
		const texts = document.querySelectorAll(
			'.page .label .form-text, .page legend .form-text, .page .choice-text',
		)
		const all = [...texts].map((element) => {
			const [one, other] = [light(getComputedStyle(element).color), light(below(element))]
			return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
		})
		return Math.min(...all)
	})

/** Returns the elements that are animated although reduced motion is set. */
export const moving = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		[...document.querySelectorAll('*')].flatMap((element) => {
			const { transitionDuration, animationName, animationDuration, scrollBehavior } =
				getComputedStyle(element)
			const lasts = (duration: string) => duration.split(',').some((each) => Number.parseFloat(each) > 0.01)
			const moves =
				lasts(transitionDuration) ||
				(animationName !== 'none' && lasts(animationDuration)) ||
				scrollBehavior === 'smooth'
			return moves ? [`${element.tagName} ${element.className}`] : []
		}),
	)

/** Moves through all controls with the Tab key, once round; each must show that it has the focus. */
export async function isReachedByKeys(page: Page, screen: string): Promise<void> {
	await settled(page)
	const expected = await page.evaluate(() => {
		// marks of an earlier check, on a page that is hidden by now
		for (const old of document.querySelectorAll('[data-stop]')) old.removeAttribute('data-stop')
		// behind a modal dialog nothing can be reached
		const scope = document.querySelector('dialog:modal') ?? document
		const all = scope.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
		const names = new Set<string>()
		let n = 0
		for (const element of all) {
			const isOff = (element as HTMLButtonElement).disabled || element.closest('[inert]')
			// a file input is hidden, and its label is the target
			if (isOff || !element.checkVisibility({ checkVisibilityCSS: true })) continue
			const { type, name } = element as HTMLInputElement
			// of a radio group one choice is reached with Tab, the others with arrow keys
			const group = type === 'radio' ? `radio ${name}` : ''
			if (group && names.has(group)) continue
			names.add(group || String(n))
			element.setAttribute('data-stop', group || String(n++))
		}
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
		return [...document.querySelectorAll('[data-stop]')].map((each) => each.getAttribute('data-stop') ?? '')
	})
	const reached = new Set<string>()
	const unseen: string[] = []
	for (let i = 0; i < expected.length + 4 && reached.size < expected.length; i++) {
		await page.keyboard.press('Tab')
		const findFocused = () =>
			page.evaluate(() => {
				const element = document.activeElement
				if (!element || element === document.body) return null
				const { type, name } = element as HTMLInputElement
				const stop = type === 'radio' ? `radio ${name}` : (element.getAttribute('data-stop') ?? '')
				const isOutlined = [element, element.closest('label')].some(
					(each) => each && getComputedStyle(each).outlineStyle === 'solid',
				)
				const { left, right, top, bottom } = (element.closest('label') ?? element).getBoundingClientRect()
				// a part of it is enough (WCAG 2.4.11)
				const isInSight = [0.1, 0.5, 0.9].some((share) => {
					const above = document.elementFromPoint((left + right) / 2, top + (bottom - top) * share)
					return (
						above !== null &&
						(element.contains(above) || above.contains(element) || above.closest('label')?.contains(element))
					)
				})
				return {
					stop,
					isSeen: isOutlined && isInSight,
					what: `${element.tagName} ${element.textContent?.slice(0, 30) || element.id} ${Math.round(top)}–${Math.round(bottom)}`,
				}
			})
		const first = await findFocused()
		// the error of the previous field can push this one down: it is scrolled back into view
		const at = first && !first.isSeen ? await settled(page).then(findFocused) : first
		if (!at) continue
		reached.add(at.stop)
		if (!at.isSeen) unseen.push(at.what)
	}
	soft(unseen, `${screen}: the focus is seen`).toEqual([])
	soft(
		expected.filter((stop) => !reached.has(stop)),
		`${screen}: everything is reached`,
	).toEqual([])
}
