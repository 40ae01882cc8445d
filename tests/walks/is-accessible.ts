import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults, ElementContext, RunOptions } from 'axe-core'
import { settled } from './settled.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Returns the violations that axe finds on a page, one row for each rule. The function is injected once per
 * page and returns violations only, which halves the time of a check.
 */
export async function axeViolations(
	page: Page,
	options: Pick<RunOptions, 'runOnly'> = {},
): Promise<string[]> {
	await settled(page)
	if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
	return page.evaluate(async (runOnly) => {
		const { axe } = globalThis as unknown as {
			axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> }
		}
		const { violations } = await axe.run(document, {
			resultTypes: ['violations'],
			iframes: false,
			...(runOnly ? { runOnly } : {}),
		})
		return violations.map(
			({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
		)
	}, options.runOnly)
}

/** Checks a screen with axe, and that it is not wider than the window. */
export async function isAccessible(page: Page, screen: string): Promise<void> {
	expect(await axeViolations(page), screen).toEqual([])
	// nothing overflows the width of a phone
	const overflow = await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
	)
	expect(overflow, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
}
