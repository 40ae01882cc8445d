import { Link } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { linkedFrom } from '../visit/local-work.ts'
import { correctionsOf, DraftRow, RecordRow } from './record-rows.tsx'
import type { HomeData } from './use-home-data.ts'

/** Most rows of each kind: the others are under Records. */
const mostShown = 5

/** Returned records, also those whose correction was begun. */
export function TodayReturned({ home: { returned, drafts, titles } }: { home: HomeData }) {
	const { t } = useTranslations()
	const corrections = correctionsOf(drafts)
	return (
		<section aria-labelledby="returned">
			<h2 id="returned" className="section-label">
				{t('returned.title')} <bdi>{returned.length}</bdi>
			</h2>
			<ul className="list">
				{returned.slice(0, mostShown).map((record) => (
					<RecordRow
						key={record.id}
						record={record}
						titles={titles}
						correction={corrections.get(record.id)}
					/>
				))}
			</ul>
			{returned.length > mostShown && <AllRecords />}
		</section>
	)
}

/** Drafts to continue; the correction of a returned record is in its row. */
export function TodayDrafts({ home }: { home: HomeData }) {
	const { t } = useTranslations()
	const { adoptable, titles } = home
	const returned = new Set(home.returned.map(({ id }) => id))
	// a household of the sample that waits for its next visit is under Households
	const linked = linkedFrom(home.work)
	const drafts = home.drafts.filter(
		({ id, record, isCorrection, work }) =>
			!(work?.comesBack && linked.has(`/fill/${id}`)) && !(isCorrection && returned.has(record)),
	)
	const begun = drafts.length + adoptable.length
	if (begun === 0) return null
	return (
		<section aria-labelledby="drafts">
			<h2 id="drafts" className="section-label">
				{t('home.drafts')} <bdi>{begun}</bdi>
			</h2>
			<ul className="list">
				{drafts.slice(0, mostShown).map((draft) => (
					<DraftRow key={draft.id} draft={draft} titles={titles} />
				))}
				{adoptable.slice(0, mostShown).map((record) => (
					<RecordRow key={record.id} record={record} titles={titles} />
				))}
			</ul>
			{Math.max(drafts.length, adoptable.length) > mostShown && <AllRecords />}
		</section>
	)
}

function AllRecords() {
	const { t } = useTranslations()
	return (
		<Link href={tabPaths.records} className="row">
			<span>{t('home.allRecords')}</span>
			<Icon name="forward" />
		</Link>
	)
}
