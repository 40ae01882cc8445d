import { useState } from 'react'
import { dismissLosses, losses } from '../storage/database/ledger.ts'
import { useTranslations } from './i18n.ts'
import { AskCoordinator } from './problem-text.tsx'

/** Lists lost data and what to do, until the person confirms that the coordinator is informed. */
export function DataLossNote() {
	const { t } = useTranslations()
	const [found, setFound] = useState(losses)
	if (found.length === 0) return null
	const sum = (of: 'unsent' | 'drafts') => found.reduce((total, loss) => total + loss[of], 0)
	const [unsent, drafts] = [sum('unsent'), sum('drafts')]
	return (
		<div className="note stop stack tight" role="alert">
			{found.some(({ isAll }) => isAll) && <p>{t('storage.allLost')}</p>}
			{unsent > 0 && <p>{t('storage.unsentLost', { count: unsent })}</p>}
			{drafts > 0 && <p>{t('storage.draftsLost', { count: drafts })}</p>}
			<p>{t('storage.lossInstructions')}</p>
			<AskCoordinator />
			<button
				type="button"
				className="plain"
				onClick={() => {
					dismissLosses()
					setFound([])
				}}
			>
				{t('storage.lossReported')}
			</button>
		</div>
	)
}
