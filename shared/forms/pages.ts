import { inRow } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import type { FormNode } from './form-nodes.ts'
import type { FormSession } from './form-session.ts'
import { canStop, questionTypes } from './question-types.ts'

/** What one screen shows: the parts of one group that follow each other, without the groups inside it. */
export interface FormPage {
	readonly index: number
	/** The group that it belongs to; null for parts outside of groups. */
	readonly group: FormNode | null
	/** The outermost group: the section, for the overview. */
	readonly section: FormNode | null
	readonly parts: readonly FormNode[]
}

/** The form cut into screens: one group a screen; a repeat is shown with its rows inside its group's screen. */
export function pagesOf(form: CompiledForm): FormPage[] {
	const pages: FormPage[] = []
	const cut = (nodes: readonly FormNode[], group: FormNode | null, section: FormNode | null): void => {
		let parts: FormNode[] = []
		const end = () => {
			if (parts.length > 0) pages.push({ index: pages.length, group, section, parts })
			parts = []
		}
		for (const node of nodes) {
			if (node.part.kind === 'group') {
				end()
				cut(node.children, node, section ?? node)
			} else if (isNodeShown(node)) parts.push(node)
		}
		end()
	}
	cut(
		form.nodes.filter((node) => node.parent === null),
		null,
		null,
	)
	return pages
}

/** A calculation has no place on a screen, nor has the audit, nor rows that are counted and hold nothing else. */
export const isNodeShown = ({ part, children }: FormNode): boolean =>
	part.kind === 'question'
		? part.type !== 'calculate' && part.type !== 'audit'
		: part.kind === 'group' || part.count === undefined || children.some(isNodeShown)

/** The parts of a page that are asked now, in the order in which they are shown. */
export function listShownParts(page: FormPage, session: FormSession): readonly FormNode[] {
	const parts = page.parts.filter((node) => session.isAsked(node.template))
	const order = page.group ? session.orderOf(page.group.template) : null
	if (!order) return parts
	const place = (node: FormNode) => {
		const at = order.indexOf(node.part.name)
		return at < 0 ? order.length + node.index : at
	}
	return [...parts].sort((a, b) => place(a) - place(b))
}

/** The pages on which something is asked now. */
export const listRelevantPages = (pages: readonly FormPage[], session: FormSession): FormPage[] =>
	pages.filter((page) => page.parts.some((node) => session.isAsked(node.template)))

/** The instance paths of the questions on a page, rows included, in the order of showing. */
export const questionsOn = (page: FormPage, session: FormSession): string[] =>
	pathsOn(page, session, (node) => node.part.kind === 'question' && questionTypes[node.part.type].asked)

/** The same of all that can keep somebody from going on: questions, and notes that are required. */
export const stopsOn = (page: FormPage, session: FormSession): string[] =>
	pathsOn(page, session, (node) => node.part.kind === 'question' && canStop(node.part))

/** The same of all that a page shows, notes too. */
export function pathsOn(page: FormPage, session: FormSession, isWanted = isNodeShown): string[] {
	const paths: string[] = []
	const visit = (node: FormNode, row: string): void => {
		const path = inRow(row, node.suffix)
		if (!session.isAsked(path)) return
		if (node.part.kind === 'question') {
			if (isWanted(node)) paths.push(path)
		} else if (node.part.kind === 'group') for (const child of node.children) visit(child, row)
		else for (const each of session.rows(path)) for (const child of node.children) visit(child, each)
	}
	for (const node of listShownParts(page, session)) visit(node, '')
	return paths
}

/**
 * The pages that may no longer be opened: those of the section of an answered gate that come before it. What a
 * person says there must not be changed by what they were told at the gate.
 */
export function closedPages(pages: readonly FormPage[], session: FormSession): ReadonlySet<FormPage> {
	const closed = new Set<FormPage>()
	for (const gatePage of pages) {
		const isPassed = gatePage.parts.some(
			({ part, template }) =>
				part.kind === 'question' &&
				part.gate &&
				session.isAsked(template) &&
				session.answerAt(template) !== undefined,
		)
		if (!isPassed) continue
		for (const page of pages)
			if (page.section === gatePage.section && page.index < gatePage.index) closed.add(page)
	}
	return closed
}

/** The questions that may still be gone to, each with its page, in the order of showing; `on` says which of a page. */
export function openQuestions(
	pages: readonly FormPage[],
	session: FormSession,
	on = questionsOn,
): { page: FormPage; path: string }[] {
	const closed = closedPages(pages, session)
	return pages.flatMap((page) => (closed.has(page) ? [] : on(page, session).map((path) => ({ page, path }))))
}
