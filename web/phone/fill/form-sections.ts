import type { FormNode } from '#shared/forms/form-nodes'
import type { FormPage } from '#shared/forms/pages'

/** A section of a form: an outermost group, or a page outside of every group. */
export interface FormSection {
	readonly index: number
	/** Part whose label names the section; null if none has a label. */
	readonly named: FormNode | null
	/** All its pages, also those that are not asked now. */
	readonly pages: readonly FormPage[]
}

/** Returns the sections in the order of their pages. */
export function sectionsOf(pages: readonly FormPage[]): FormSection[] {
	const byKey = new Map<FormNode | FormPage, FormPage[]>()
	for (const page of pages) {
		const key = page.section ?? page
		byKey.set(key, [...(byKey.get(key) ?? []), page])
	}
	return [...byKey].map(([key, own], index) => ({ index, named: namingPart(key, own), pages: own }))
}

/** Returns the part whose label names a section: itself, or the first part with a label on its pages. */
function namingPart(section: FormNode | FormPage, pages: readonly FormPage[]): FormNode | null {
	if ('part' in section && section.part.label) return section
	return pages.flatMap(({ parts }) => parts).find(({ part }) => part.label !== undefined) ?? null
}

export interface FormProgress {
	readonly section: FormSection
	/** Position of the page among those of its section that are asked now, from 1. */
	readonly page: number
	readonly of: number
}

/** Returns where a page is: a page count of the whole form would jump with every answer that opens a section. */
export function progressAt(
	page: FormPage,
	sections: readonly FormSection[],
	relevantPages: readonly FormPage[],
): FormProgress | null {
	const section = sections.find(({ pages }) => pages.includes(page))
	if (!section) return null
	// pages outside of groups are counted with all others: on its own each would be 1 of 1
	const counted = page.section
		? section.pages.filter((each) => each === page || relevantPages.includes(each))
		: relevantPages
	return { section, page: counted.indexOf(page) + 1, of: counted.length }
}

/** Splits a label such as `E. Heard of it` into its letter and its name; null if it begins with no letter. */
export function splitSectionLabel(label: string): { letter: string; name: string } | null {
	const [, letter, name] = /^([^\s.۔]{1,3})[.۔]\s+(.+)$/u.exec(label) ?? []
	return letter && name ? { letter, name } : null
}
