/** What the functions count for operators. */
export type MetricName = 'UndecodableRecords' | 'TamperedEvents' | 'RowsRepaired' | 'StrayRows';
