import type { ReactNode } from 'react'
import { type FormPage, openQuestions, stopsOn } from '#shared/forms/pages'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useFilling } from './filling.ts'
import type { FormSection } from './form-sections.ts'
import { SectionRows } from './section-rows.tsx'

interface SectionListProps {
	readonly sections: readonly FormSection[]
	/** Pages that are asked now. */
	readonly pages: readonly FormPage[]
	readonly closed: ReadonlySet<FormPage>
	/** The page behind the list. */
	readonly current: FormPage | null
	readonly onOpen: (page: FormPage, path: string) => void
	readonly onFinish: () => void
	/** Further actions for the form. */
	readonly children: ReactNode
}

/** The list of sections: what is done, missing and to come, and the way to each question and to the end. */
export function SectionList({ children, onFinish, ...list }: SectionListProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const { session } = filling
	// in the order of the pages, which can differ from that of the sheet
	const wrong = new Set(session.violations().map(({ path }) => path))
	const missing = openQuestions(list.pages, session, stopsOn).find(({ path }) => wrong.has(path))
	return (
		<nav className="sections" aria-label={t('fill.sections')}>
			<SectionRows {...list} />
			<div className="sheet-actions">
				{missing && (
					<button type="button" className="plain" onClick={() => list.onOpen(missing.page, missing.path)}>
						<Icon name="forward" />
						{t('finish.showMissing')}
					</button>
				)}
				<button type="button" className="plain" onClick={onFinish}>
					{t('fill.review')}
				</button>
				{children}
			</div>
		</nav>
	)
}
