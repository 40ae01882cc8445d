import type { RecordDetail } from '#shared/review/record-response'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { sectionAnchor } from './answer-list.tsx'
import type { RecordSection } from './record-sections.ts'

interface RecordOutlineProps {
	readonly record: RecordDetail
	readonly sections: readonly RecordSection[]
	/** Number of calculated values. */
	readonly calculated: number
	readonly hasCalculated: boolean
	readonly onCalculated: (isShown: boolean) => void
}

/** Sections of a record with the number of answers, comments and conflicts of each. */
export function RecordOutline({
	record,
	sections,
	calculated,
	hasCalculated,
	onCalculated,
}: RecordOutlineProps) {
	const { t, language } = useTranslations()
	const number = (value: number) => numberIn(language, value)
	const within = ({ paths }: RecordSection, places: readonly string[]) =>
		places.filter((place) => paths.includes(place)).length
	return (
		<nav className="record-outline" aria-label={t('review.sections')}>
			<h2>{t('review.sections')}</h2>
			<ul>
				{sections.map((section) => {
					const comments = within(
						section,
						record.notes.map(({ about }) => about),
					)
					const conflicts = within(
						section,
						record.conflicts.map(({ path }) => path),
					)
					return (
						<li key={section.id}>
							<a href={`#${sectionAnchor(section.id)}`}>
								<span dir="auto">{section.title || t('review.answers')}</span>
								<span className="outline-counts">
									{conflicts > 0 && (
										<span className="stop" title={t('desk.page.conflicts')}>
											<DeskIcon name="conflict" /> {number(conflicts)}
										</span>
									)}
									{comments > 0 && (
										<span className="wait" title={t('comments.title')}>
											<DeskIcon name="comment" /> {number(comments)}
										</span>
									)}
									<span className="hint">{number(section.paths.length)}</span>
								</span>
							</a>
						</li>
					)
				})}
			</ul>
			{calculated > 0 && (
				<label className="choice small">
					<input
						type="checkbox"
						checked={hasCalculated}
						onChange={({ target }) => onCalculated(target.checked)}
					/>
					{t('review.calculated', { count: calculated, total: number(calculated) })}
				</label>
			)}
		</nav>
	)
}
