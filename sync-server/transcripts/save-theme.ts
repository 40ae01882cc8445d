import type { Choice } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { findTranscriptStructure } from '#shared/forms/transcript-structure'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { maxThemes, type SaveThemeRequest, type Theme } from '#shared/transcripts/themes'
import type { FormRepository } from '../forms/form-repository.ts'
import { findPeople } from '../storage/people/people.ts'
import { everyTheme, insertTheme, type ThemeRow } from '../storage/records/themes.ts'
import type { Store } from '../storage/store.ts'

/**
 * Returns the codebook in order: each code with its versions, newest first. It begins with the choices of the
 * note-takers' form.
 */
export async function listThemes(
	store: Pick<Store, 'reading' | 'project'>,
	forms: FormRepository,
	{ demonstration }: Pick<Person, 'demonstration'>,
): Promise<Theme[]> {
	const rows = await everyTheme(store.reading, demonstration ? 1 : 0)
	const people = await findPeople(store.reading, [...new Set(rows.map(({ person }) => person))])
	const toTheme = ({ n, wording, is_on, person, at }: ThemeRow) => ({
		...JSON.parse(wording),
		version: Number(n),
		isOn: is_on === 1,
		by: people.get(person)?.name ?? '',
		at,
	})
	const written = new Map<string, ThemeRow[]>()
	for (const row of rows) written.set(row.id, [...(written.get(row.id) ?? []), row])
	const offered = await themesOfForms(forms)
	const listed = [...new Set([...offered.keys(), ...written.keys()])].map((id): Theme => {
		const choice = offered.get(id)
		const wordings = [
			...(written.get(id) ?? []).map(toTheme),
			...(choice
				? [{ ...wordingOf(choice), place: choice.place, version: 1, isOn: true, by: null, at: null }]
				: []),
		]
		const [newest, ...earlier] = wordings
		return { id, ...newest, earlier }
	})
	return listed.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1))
}

const wordingOf = ({ label }: Choice) => ({ label: { ...label }, belongs: '', notBelongs: '' })

/**
 * Returns the choices that note-takers have or had, over all forms with transcripts, as in the newest
 * version.
 */
async function themesOfForms(
	forms: FormRepository,
): Promise<Map<string, Choice & { readonly place: number }>> {
	const found = new Map<string, Choice & { readonly place: number }>()
	for (const { id } of await forms.current())
		for (const { definition } of await forms.versions(id)) {
			const themes = findTranscriptStructure({ nodes: nodesOf(definition) })?.roles.themes?.part
			const list = themes?.kind === 'question' ? (definition.choices[themes.list ?? ''] ?? []) : []
			for (const [i, choice] of list.entries()) found.set(choice.name, { ...choice, place: i + 1 })
		}
	return found
}

/**
 * Saves a code, or a new version of it: earlier versions are kept, and codings keep their code. A repeated
 * request is written once. Returns the number of the version.
 *
 * @throws Problem `theme-changed` if the code was changed since it was shown; `too-many-themes`
 */
export async function saveTheme(
	store: Pick<Store, 'write' | 'project'>,
	forms: FormRepository,
	person: Person,
	{ id, isOn, instead, ...wording }: SaveThemeRequest,
): Promise<number> {
	return store.write(async (session) => {
		const listed = await listThemes({ reading: session, project: session.project }, forms, person)
		const known = listed.find((each) => each.id === id)
		const counts = known?.version ?? 0
		const written = JSON.stringify(wording)
		if (known && known.isOn === isOn && written === JSON.stringify(wordingNow(known))) return counts
		if (counts !== instead) throw new Problem('theme-changed')
		if (!known && listed.length >= maxThemes) throw new Problem('too-many-themes', { most: maxThemes })
		await insertTheme(session, {
			project: store.project,
			id,
			n: counts + 1,
			demonstration: person.demonstration ? 1 : 0,
			is_on: isOn ? 1 : 0,
			wording: written,
			person: person.id,
			at: session.at,
		})
		return counts + 1
	})
}

const wordingNow = ({ label, belongs, notBelongs, place }: Theme) => ({
	label,
	belongs,
	notBelongs,
	place,
})
