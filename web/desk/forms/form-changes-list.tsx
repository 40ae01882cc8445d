import { changeKinds, type FormChanges } from '#shared/forms/compare-forms'
import { useTranslations } from '../../ui/i18n.ts'
import { FormDifferences } from './form-differences.tsx'

/** Differences from the version on the phones, and what they mean for drafts and existing answers. */
export function FormChangesList({ version, changes }: { version: number; changes: FormChanges }) {
	const { t } = useTranslations()
	if (changes.isSame) return <p>{t('forms.unchanged', { version })}</p>
	const { added, removed, renamed, changed } = changes
	const lists = [
		{ key: 'forms.questionsAdded', names: added.map(nameOf) },
		{ key: 'forms.questionsRemoved', names: removed.map(nameOf) },
		{
			key: 'forms.questionsRenamed',
			names: renamed.map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`),
		},
		...changeKinds.map((kind) => ({
			key: `forms.changed.${kind}` as const,
			names: changed.filter(({ kinds }) => kinds.includes(kind)).map(({ template }) => nameOf(template)),
		})),
	] as const
	return (
		<>
			<ul className="stack tight">
				{lists
					.filter(({ names }) => names.length > 0)
					.map(({ key, names }) => (
						<li key={key}>
							{t(key, { count: names.length })} <bdi dir="ltr">{shortened(names)}</bdi>
						</li>
					))}
			</ul>
			<FormDifferences changes={changes} />
			<p className="hint">
				{t('forms.draftsHelp', { version })}{' '}
				{(removed.length > 0 || renamed.length > 0) && t('forms.removedHelp')}{' '}
				{changed.some(({ kinds }) => kinds.includes('type')) && t('forms.changedTypeHelp')}{' '}
				{changed.some(({ kinds }) => kinds.includes('choices')) && t('forms.removedChoicesHelp')}
			</p>
		</>
	)
}

const nameOf = (template: string): string => template.slice(template.lastIndexOf('/') + 1)

const maxNamed = 30
const shortened = (names: readonly string[]): string =>
	[...names.slice(0, maxNamed), ...(names.length > maxNamed ? ['…'] : [])].join(', ')
