import { inRow } from './answers.ts'
import type { CompiledForm } from './compile-form.ts'
import type { FormNode } from './form-nodes.ts'
import type { FormSession } from './form-session.ts'
import { canStop, questionTypes } from './question-types.ts'

/** Contents of one screen: the parts of one group that follow each other, without the groups inside it. */
export interface FormPage {
	readonly index: number
	/** The group that it belongs to; null for parts outside of groups. */
	readonly group: FormNode | null
	/** The outermost group: the section, for the overview. */
	readonly section: FormNode | null
	readonly parts: readonly FormNode[]
}

/**
 * Cuts the form into screens: one group a screen; a repeat is shown with its rows inside its group's screen.
 */
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

/**
 * True if a node is shown on a screen: not a calculation, nor the audit, nor counted rows that contain
 * nothing else.
 */
export const isNodeShown = ({ part, children }: FormNode): boolean =>
	part.kind === 'question'
		? part.type !== 'calculate' && part.type !== 'audit'
		: part.kind === 'group' || part.count === undefined || children.some(isNodeShown)

/** Returns the parts of a page that are asked now, in display order. */
export function listShownParts(page: FormPage, session: FormSession): readonly FormNode[] {
	const parts = page.parts.filter((node) => session.isRelevant(node.template))
	const order = page.group ? session.orderOf(page.group.template) : null
	if (!order) return parts
	const place = (node: FormNode) => {
		const at = order.indexOf(node.part.name)
		return at < 0 ? order.length + node.index : at
	}
	return [...parts].sort((a, b) => place(a) - place(b))
}

/** Returns the pages on which something is asked now. */
export const listRelevantPages = (pages: readonly FormPage[], session: FormSession): FormPage[] =>
	pages.filter((page) => page.parts.some((node) => session.isRelevant(node.template)))

/** Returns the instance paths of the questions on a page, rows included, in display order. */
export const questionsOn = (page: FormPage, session: FormSession): string[] =>
	pathsOn(page, session, (node) => node.part.kind === 'question' && questionTypes[node.part.type].isInput)

/**
 * Returns the instance paths of everything that can block the next page: questions, and notes that are
 * required.
 */
export const stopsOn = (page: FormPage, session: FormSession): string[] =>
	pathsOn(page, session, (node) => node.part.kind === 'question' && canStop(node.part))

/** Returns the instance paths of everything that a page shows, notes too. */
export function pathsOn(page: FormPage, session: FormSession, isWanted = isNodeShown): string[] {
	const paths: string[] = []
	const visit = (node: FormNode, row: string): void => {
		const path = inRow(row, node.suffix)
		if (!session.isRelevant(path)) return
		if (node.part.kind === 'question') {
			if (isWanted(node)) paths.push(path)
		} else if (node.part.kind === 'group') for (const child of node.children) visit(child, row)
		else for (const each of session.rows(path)) for (const child of node.children) visit(child, each)
	}
	for (const node of listShownParts(page, session)) visit(node, '')
	return paths
}

/**
 * Returns the pages that can no longer be opened: those before an answered gate in its section. Answers there
 * must not be changed because of what the gate disclosed.
 */
export function closedPages(pages: readonly FormPage[], session: FormSession): ReadonlySet<FormPage> {
	const closed = new Set<FormPage>()
	for (const gatePage of pages) {
		const isPassed = gatePage.parts.some(
			({ part, template }) =>
				part.kind === 'question' &&
				part.gate &&
				session.isRelevant(template) &&
				session.answerAt(template) !== undefined,
		)
		if (!isPassed) continue
		for (const page of pages)
			if (page.section === gatePage.section && page.index < gatePage.index) closed.add(page)
	}
	return closed
}

/**
 * Returns the questions that can still be opened, each with its page, in display order; `on` selects those of
 * a page.
 */
export function openQuestions(
	pages: readonly FormPage[],
	session: FormSession,
	on = questionsOn,
): { page: FormPage; path: string }[] {
	const closed = closedPages(pages, session)
	return pages.flatMap((page) => (closed.has(page) ? [] : on(page, session).map((path) => ({ page, path }))))
}
