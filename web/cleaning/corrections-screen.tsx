import { useState } from 'react'
import { Link } from 'wouter'
import { ViolationCount } from '../desk/desk-frame.tsx'
import { previewSelfConflicts } from '../sync/cleaning-client.ts'
import { searchOf } from '../sync/desk-client.ts'
import { useTranslations } from '../ui/i18n.ts'
import { ChangeAnswers } from './change-answers.tsx'
import { CodeTexts } from './code-texts.tsx'
import { BulkEditHistory } from './corrections-made.tsx'
import { EditPreviewLoader } from './look-for.tsx'
import { useCleaningScope } from './use-cleaning-place.tsx'

/** Data cleaning: every edit is previewed, stays in the history, and can be undone. */
export function CleaningScreen() {
	const { t } = useTranslations()
	const { place, reading, isKnown, menus } = useCleaningScope()
	const [reloadCount, setReloadCount] = useState(0)
	const again = () => setReloadCount((before) => before + 1)
	return (
		<div className="stack">
			<h1>{t('desk.place.cleaning')}</h1>
			<p className="hint">{t('cleaning.what')}</p>
			{menus}
			{isKnown && (
				<div key={place.form} className="stack">
					<details className="panel">
						<summary>{t('cleaning.changeAnswers')}</summary>
						<div className="stack tight">
							<ChangeAnswers place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.codeTexts')}</summary>
						<div className="stack tight">
							<CodeTexts place={place} reading={reading} onDone={again} />
						</div>
					</details>
					<details className="panel">
						<summary>{t('cleaning.ownTwice')}</summary>
						<div className="stack tight">
							<p className="hint">{t('cleaning.ownTwiceHint')}</p>
							<EditPreviewLoader
								what={JSON.stringify(place)}
								look={() => previewSelfConflicts(place)}
								kind="take-later"
								reading={reading}
								onDone={again}
							/>
						</div>
					</details>
					<div className="actions">
						<Link className="plain small button" href={`/desk/corrections/rules?${searchOf({ ...place })}`}>
							{t('rules.open')}
							<ViolationCount />
						</Link>
						<Link className="plain small button" href={`/desk/corrections/file?${searchOf({ ...place })}`}>
							{t('cleaning.file.title')}
						</Link>
						<Link
							className="plain small button"
							href={`/desk/corrections/older?${searchOf({ form: place.form, round: place.round })}`}
						>
							{t('older.title')}
						</Link>
					</div>
					<section className="stack tight" aria-labelledby="made">
						<h2 id="made">{t('cleaning.made')}</h2>
						<BulkEditHistory place={place} reading={reading} reloadCount={reloadCount} onChange={again} />
					</section>
				</div>
			)}
		</div>
	)
}
